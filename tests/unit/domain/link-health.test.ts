import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeLink, unknownHealth, type LinkHealth } from '../../../utils/domain/link-health.ts';
import { readMediaStats } from '../../../utils/domain/media-stats.ts';

const everyMs = 250;

/** A far side that shows itself at random times, over a link that loses some of what goes either way. */
interface FarSide {
  /** Milliseconds between two signs of it, at least and at most. */
  shortest: number;
  longest: number;
  /** Lost in each direction, from 0 to 1. */
  loss: number;
  seed: number;
}

/** Mulberry32: the same numbers for the same seed, everywhere. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Looks at a link every 250 ms; from `cutAt` on nothing gets through. */
function watchLink({ shortest, longest, loss, seed }: FarSide, forMs: number, cutAt = Infinity) {
  const random = randomOf(seed);
  const verdicts: { at: number; verdict: LinkHealth['verdict'] }[] = [];
  let health = unknownHealth;
  let heardAt = 0;
  let nextSign = 0;
  let packetsLost = 0;
  for (let at = 0; at <= forMs; at += everyMs) {
    while (nextSign <= at) {
      const arrives = random() >= loss && random() >= loss;
      if (arrives && nextSign < cutAt) heardAt = nextSign;
      nextSign += shortest + random() * (longest - shortest);
    }
    const packetsSent = at / 20;
    if (at < cutAt) packetsLost = Math.floor(packetsSent * loss);
    const stats = { ...readMediaStats([]), packetsSent, packetsLost };
    health = judgeLink(health, {
      at,
      everyMs,
      status: 'connected',
      evidence: { sentAt: at, heardAt, stats },
    });
    verdicts.push({ at, verdict: health.verdict });
  }
  return verdicts;
}

const quiet = { shortest: 300, longest: 1500 };
const talkative = { shortest: 40, longest: 120 };
const minute = 60_000;

describe('the health of a link', () => {
  it.each([
    ['a far side without a channel', quiet, 0],
    ['a far side without a channel', quiet, 0.02],
    ['a far side without a channel', quiet, 0.1],
    ['a far side that gives feedback', talkative, 0.1],
    ['a far side that gives feedback', talkative, 0.3],
  ])('raises no false alarm in ten minutes: %s (%o) at a loss of %d', (_name, pace, loss) => {
    const alarms = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((seed) =>
      watchLink({ ...pace, loss, seed }, 10 * minute).filter(({ verdict }) => verdict === 'silent'),
    );
    expect(alarms).toEqual([]);
  });

  it.each([
    ['gives feedback', talkative, 1500],
    ['shows itself about once a second', quiet, 4000],
  ])('notices within its time when a healthy far side that %s falls silent', (_name, pace, withinMs) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 20_000, max: 60_000 }), (seed, cutAt) => {
        const verdicts = watchLink({ ...pace, loss: 0, seed }, cutAt + 10_000, cutAt);
        const first = verdicts.find(({ verdict }) => verdict === 'silent');
        expect(first?.at).toBeGreaterThan(cutAt);
        expect(first?.at).toBeLessThanOrEqual(cutAt + withinMs);
      }),
      { numRuns: 50 },
    );
  });

  it('says weak before it says silent, and takes longer over a link that loses much', () => {
    const silentAfter = (loss: number) => {
      const verdicts = watchLink({ ...quiet, loss, seed: 7 }, minute + 60_000, minute);
      const after = verdicts.filter(({ at }) => at > minute + 1500).map(({ verdict }) => verdict);
      expect(after.indexOf('weak')).toBeLessThan(after.indexOf('silent'));
      return after.indexOf('silent');
    };
    expect(silentAfter(0.1)).toBeGreaterThan(silentAfter(0));
  });

  it('raises nothing for a hiccup of half a second, however talkative the far side is', () => {
    const settled = talkativeHealth(10_000);
    const after = judgeLink(settled, { ...tickAt(10_250), evidence: heard(9_750) });
    expect(judgeLink(after, { ...tickAt(10_500), evidence: heard(10_490) }).verdict).toBe('good');
    expect(after.verdict).toBe('good');
  });

  it('judges nothing by a tick that itself came late, and judges by the next', () => {
    const settled = talkativeHealth(10_000);
    const late = judgeLink(settled, { ...tickAt(15_000), evidence: heard(10_000) });
    expect(late.verdict).toBe('good');
    expect(judgeLink(late, { ...tickAt(15_250), evidence: heard(15_240) }).verdict).toBe('good');
    expect(judgeLink(late, { ...tickAt(15_250), evidence: heard(10_000) }).verdict).toBe('silent');
  });

  it('is good again as soon as the far side is heard, and learns no habit from the silence', () => {
    let health = talkativeHealth(10_000);
    for (let at = 10_250; at <= 13_000; at += everyMs) {
      health = judgeLink(health, { ...tickAt(at), evidence: heard(10_000) });
    }
    expect(health.verdict).toBe('silent');
    const healed = judgeLink(health, { ...tickAt(13_250), evidence: heard(13_200) });
    expect(healed.verdict).toBe('good');
    expect(Math.max(...healed.gaps)).toBeLessThan(1000);
  });

  it.each(['failed', 'closed'] as const)('is gone when the browser says %s', (status) => {
    expect(judgeLink(unknownHealth, { ...tickAt(0), status, evidence: heard(0) }).verdict).toBe('gone');
  });

  it('says nothing against a link that was never heard: that is for the connect deadline', () => {
    expect(judgeLink(unknownHealth, { ...tickAt(60_000), evidence: heard(null) }).verdict).toBe('good');
  });
});

function tickAt(at: number) {
  return { at, everyMs, status: 'connected' as const };
}

function heard(heardAt: number | null) {
  return { sentAt: heardAt, heardAt, stats: null };
}

function talkativeHealth(until: number): LinkHealth {
  let health = unknownHealth;
  for (let at = 0; at <= until; at += everyMs)
    health = judgeLink(health, { ...tickAt(at), evidence: heard(at) });
  return health;
}
