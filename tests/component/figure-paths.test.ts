import { describe, expect, it } from 'vitest';
import { figurePaths, height } from '../../components/session-details/figure-paths.ts';

const span = { from: 0, to: 4000 };

describe('a figure over time as a picture', () => {
  it('has a line for its mean, and a shade from its minimum to its maximum', () => {
    const columns = { mean: [1, 2, 1], min: [0, 1, 1], max: [2, 4, 1] };
    expect(figurePaths([0, 2000, 4000], columns, span, 4)).toEqual({
      line: 'M0.0 75.0L500.0 50.0L1000.0 75.0',
      shade: 'M0.0 50.0L500.0 0.0L1000.0 75.0L1000.0 75.0L500.0 75.0L0.0 100.0Z',
    });
  });

  it('is interrupted where no value is known, and shows a single value as a dot', () => {
    const values = [1, null, 1, 1];
    const { line } = figurePaths([0, 1000, 2000, 4000], { mean: values, min: values, max: values }, span, 2);
    expect(line).toBe('M0.0 50.0h.1M500.0 50.0L1000.0 50.0');
  });

  it('is empty where nothing was measured', () => {
    expect(figurePaths([], { mean: [], min: [], max: [] }, span, 1)).toEqual({ line: '', shade: '' });
  });

  it.each([
    [0, '100.0'],
    [5, '50.0'],
    [10, '0.0'],
    [20, '0.0'],
    [-1, '100.0'],
  ])('keeps a value of %f inside the picture', (value, expected) => {
    expect(height(value, 10)).toBe(expected);
  });
});
