import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestTimerMs, timerMs } from '../../../utils/async/timer-limit.ts';

describe('a delay for a timer', () => {
  it.each([
    [0, 0],
    [1500.5, 1500.5],
    [-20, 0],
    [2_147_483_647, 2_147_483_647],
    [2_147_483_648, 2_147_483_647],
    [8.64e15, 2_147_483_647],
    [Infinity, 2_147_483_647],
    [-Infinity, 0],
    [NaN, 2_147_483_647],
  ])('of %d ms is %d ms', (ms, expected) => {
    expect(timerMs(ms)).toBe(expected);
  });

  it('is always one that a timer keeps', () => {
    fc.assert(
      fc.property(fc.double(), (ms) => {
        expect(timerMs(ms)).toBeGreaterThanOrEqual(0);
        expect(timerMs(ms)).toBeLessThanOrEqual(longestTimerMs);
      }),
    );
  });
});
