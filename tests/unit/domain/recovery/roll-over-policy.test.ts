import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dueLifetime,
  nextRollOverMs,
  rollOverAt,
  type Lifetime,
} from '../../../../utils/domain/recovery/roll-over-policy.ts';

const lifetime = (overrides: Partial<Lifetime> = {}): Lifetime => ({
  cause: 'session-limit',
  since: 0,
  until: 3_600_000,
  isRenewable: true,
  ...overrides,
});

describe('the moment of a roll-over', () => {
  it.each([
    ['a day', 86_400_000, 86_340_000],
    ['an hour', 3_600_000, 3_540_000],
    ['a minute', 60_000, 45_000],
    ['ten seconds', 10_000, 7500],
  ])('of a connection that lives %s is early enough for some tries', (_, until, at) => {
    expect(rollOverAt(lifetime({ until }))).toBe(at);
  });

  it('does not come for a connection with a very short life, so that roll-overs are not endless', () => {
    expect(rollOverAt(lifetime({ since: 5000, until: 8999 }))).toBeNull();
    expect(rollOverAt(lifetime({ since: 5000, until: 1000 }))).toBeNull();
  });

  it('lies within the life, however long that is', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 4000, max: 100_000_000 }), (since, lifeMs) => {
        const at = rollOverAt(lifetime({ since, until: since + lifeMs }));
        expect(at).toBeGreaterThan(since);
        expect(at).toBeLessThan(since + lifeMs);
      }),
    );
  });

  it('comes ever closer to the end, and then not at all, where each new connection would end with the old one', () => {
    const until = 3_600_000;
    let since: number | null = 0;
    let count = 0;
    while (since !== null) {
      since = rollOverAt(lifetime({ since, until }));
      count += 1;
    }
    expect(count).toBeLessThan(6);
  });
});

describe('the lifetime to act on', () => {
  const limit = lifetime({ until: 60_000 });
  const turn = lifetime({ cause: 'turn-expiry', until: 50_000 });

  it.each([
    [37_000, null],
    [38_000, turn],
    [46_000, turn],
  ])('at %i ms is the one that ends first of those whose time has come', (now, expected) => {
    expect(dueLifetime([limit, turn], now)).toEqual(expected);
  });

  it('is none without any', () => {
    expect(dueLifetime([], Infinity)).toBeNull();
  });
});

describe('the wait after a roll-over that failed', () => {
  it('doubles up to a minute', () => {
    const failure = { reason: 'server-unreachable' } as const;
    const waits = [1, 2, 3, 4, 5, 6, 7].map((attempt) => nextRollOverMs({ failure, attempt, jitter: 0 }));
    expect(waits).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it.each([
    ['none', 0, 2000],
    ['seven seconds', 7000, 7000],
    ['a month', 2_592_000_000, 300_000],
  ])('is what the server says within bounds: for %s', (_, retryAfterMs, ms) => {
    const failure = { reason: 'server-overloaded', retryAfterMs } as const;
    expect(nextRollOverMs({ failure, attempt: 1, jitter: 0 })).toBe(ms);
  });

  it('is always more than 0 ms and at most a minute', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, jitter) => {
          const ms = nextRollOverMs({ failure: { reason: 'server-unauthorized' }, attempt: n, jitter });
          expect(ms).toBeGreaterThanOrEqual(1000);
          expect(ms).toBeLessThanOrEqual(60_000);
        },
      ),
    );
  });
});
