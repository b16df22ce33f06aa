import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, poissonAtLeast, sharesDiffer } from '../../../../utils/domain/numbers/statistics.ts';

describe('probabilities by chance', () => {
  it.each([
    [0, 3, 1],
    [1, 0, 0],
    [1, 1, 0.632121],
    [3, 1, 0.080301],
    [10, 4, 0.008132],
  ])('%i or more where %f are expected (Poisson): %f', (k, mean, p) => {
    expect(poissonAtLeast(k, mean)).toBeCloseTo(p, 6);
  });

  it.each([
    [1, 10, 11, 14, 0.002759],
    [3, 4, 1, 4, 0.485714],
    [0, 10, 0, 10, 1],
  ])('%i of %i against %i of %i (Fisher): %f', (hits1, n1, hits2, n2, p) => {
    expect(sharesDiffer(hits1, n1, hits2, n2)).toBeCloseTo(p, 5);
  });

  it('lie between 0 and 1, and fall with every further case', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.double({ min: 0, max: 40, noNaN: true }), (k, mean) => {
        expect(poissonAtLeast(k, mean)).toBeGreaterThanOrEqual(0);
        expect(poissonAtLeast(k, mean)).toBeLessThanOrEqual(1);
        expect(poissonAtLeast(k + 1, mean)).toBeLessThanOrEqual(poissonAtLeast(k, mean) + 1e-9);
      }),
    );
  });
});

describe('the median', () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
  ])('of %o is %f', (values, middle) => {
    expect(median(values)).toBe(middle);
  });
});
