import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryWaitMs } from '../../../../utils/domain/recovery/retry-wait.ts';

describe('the wait before a server is asked again', () => {
  it.each([
    ['did not ask for one', 500, null, 500],
    ['asked for none', 500, 0, 500],
    ['asked for less than the backoff', 4000, 1000, 4000],
    ['asked for more', 500, 7000, 7000],
    ['asked for five minutes', 500, 300_000, 300_000],
    ['asked for a month', 500, 2_592_000_000, 300_000],
  ])('that %s', (_, backoffMs, askedMs, expected) => {
    expect(retryWaitMs(backoffMs, askedMs)).toBe(expected);
  });

  it('is never shorter than the backoff, and never longer than five minutes', () => {
    const anyBackoff = fc.integer({ min: 1, max: 60_000 });
    const anyWish = fc.option(fc.double({ min: 0, noNaN: true }));
    fc.assert(
      fc.property(anyBackoff, anyWish, (backoffMs, askedMs) => {
        const ms = retryWaitMs(backoffMs, askedMs);
        expect(ms).toBeGreaterThanOrEqual(backoffMs);
        expect(ms).toBeLessThanOrEqual(300_000);
      }),
    );
  });
});
