import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noEvidence } from '../../../../utils/domain/link/link-evidence.ts';
import {
  judgeLink,
  unknownHealth,
  type HealthTick,
  type LinkHealth,
} from '../../../../utils/domain/link/link-health.ts';
import { noLossEstimate } from '../../../../utils/domain/link/loss-estimate.ts';
import { askTimes, nextReadingMs } from '../../../../utils/domain/link/link-pace.ts';
import { watchSimulatedLink, type SimulatedLink } from './link-simulation.ts';

const everyMs = 500;
const minute = 60_000;

/** aiortc: heard unasked once a second or so, and asked over a data channel. */
const asked = { reports: { shortest: 300, longest: 1500 }, channel: true, checks: true, roundTrip: 20 };
/** aiortc where the server takes no data channel. */
const quiet = { ...asked, channel: false };
/** The longest times between reports on sound. */
const seldom = { shortest: 2500, longest: 7500 };
/** A far side that gives transport feedback. */
const talkative = {
  reports: seldom,
  feedback: { shortest: 40, longest: 120 },
  channel: false,
  checks: true,
  roundTrip: 20,
};
/** A far side that gives transport feedback, and has said so in its answer. */
const announced = { ...talkative, givesFeedback: true };
/** The slowest far side that gives transport feedback. */
const slow = { ...announced, feedback: { shortest: 200, longest: 300 } };
/** A far side that is heard only by such rare reports, and by answers to connectivity checks. */
const taciturn = { reports: seldom, channel: false, checks: true, roundTrip: 20 };

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed + 1);

function alarms(link: Omit<SimulatedLink, 'seed'>, runs: number): unknown[] {
  return seeds(runs).flatMap((seed) =>
    watchSimulatedLink({ ...link, seed }).flatMap(({ at, verdict }) =>
      verdict === 'silent' ? [{ seed, at }] : [],
    ),
  );
}

/** Milliseconds from the cut to each verdict; null where it never came. */
function toldAfter(link: Omit<SimulatedLink, 'forMs'>, cutAt: number) {
  const forMs = cutAt + 20_000;
  const readings = watchSimulatedLink({ ...link, forMs, outages: [{ from: cutAt, to: Infinity }] });
  const after = (verdict: string) => {
    const first = readings.find((reading) => reading.at > cutAt && reading.verdict === verdict);
    return first ? first.at - cutAt : null;
  };
  expect(readings.filter(({ at, verdict }) => at <= cutAt && verdict === 'silent')).toEqual([]);
  return { weak: after('weak'), silent: after('silent') };
}

type FarSide = Omit<SimulatedLink, 'seed' | 'loss' | 'forMs'>;

describe('the health of a link', () => {
  it.each<[string, FarSide, number]>([
    ['is asked', asked, 0],
    ['is asked', asked, 0.02],
    ['is asked', asked, 0.1],
    ['is asked, and has lost packets sent again', { ...asked, repairs: true }, 0.2],
    ['is asked over a long way', { ...asked, roundTrip: 400 }, 0.1],
    ['gives feedback', talkative, 0.1],
    ['gives feedback', talkative, 0.3],
    ['gives the feedback it has announced', announced, 0.1],
    ['gives the feedback it has announced', announced, 0.3],
    ['gives the feedback it has announced, seldom', slow, 0.02],
    ['gives the feedback it has announced, seldom', slow, 0.1],
    ['can only be waited for', quiet, 0],
    ['can only be waited for', quiet, 0.02],
    ['can only be waited for', quiet, 0.1],
    ['answers only what it must', taciturn, 0],
    ['answers only what it must', taciturn, 0.02],
    ['answers only what it must', taciturn, 0.1],
    ['answers only what it must over a long way', { ...taciturn, roundTrip: 400 }, 0.1],
    ['is asked', asked, 0.2],
    ['is asked', asked, 0.3],
    ['gives the feedback it has announced, seldom', slow, 0.2],
    ['gives the feedback it has announced, seldom', slow, 0.3],
    ['can only be waited for', quiet, 0.2],
    ['can only be waited for', quiet, 0.3],
    ['answers only what it must', taciturn, 0.2],
    ['answers only what it must', taciturn, 0.3],
  ])(
    'raises no false alarm in ten minutes, forty times: a far side that %s (%o) at a loss of %d',
    (...given) => {
      const [, farSide, loss] = given;
      expect(alarms({ ...farSide, loss, forMs: 10 * minute }, 40)).toEqual([]);
    },
  );

  it.each([
    ['is asked', asked],
    ['gives feedback', talkative],
    ['can only be waited for', quiet],
  ])(
    'raises no false alarm for blips of 100 ms, once a second for a minute: a far side that %s',
    (_, farSide) => {
      const outages = Array.from({ length: 60 }, (_each, n) => ({
        from: n * 1000 + 500,
        to: n * 1000 + 600,
      }));
      expect(alarms({ ...farSide, loss: 0.01, forMs: minute, outages }, 40)).toEqual([]);
    },
  );

  it.each([
    ['is asked', asked],
    ['gives feedback', talkative],
    ['can only be waited for', quiet],
    ['answers only what it must', taciturn],
  ])(
    'raises no false alarm while a page is busy for seconds, again and again: a far side that %s',
    (_, farSide) => {
      fc.assert(
        fc.property(
          fc.integer(),
          fc.array(
            fc.record({ after: fc.integer({ max: 5000, min: 1 }), for: fc.integer({ max: 4000, min: 1 }) }),
          ),
          (seed, pauses) => {
            let from = 0;
            const busy = pauses.map((pause) => {
              from += pause.after;
              const span = { from, to: from + pause.for };
              from = span.to;
              return span;
            });
            // Without any loss: three lost signs in a row would rightly be an alarm, once in some thousand of
            // these.
            const link = { ...farSide, loss: 0, forMs: from + 5000, busy, seed };
            expect(watchSimulatedLink(link).filter(({ verdict }) => verdict === 'silent')).toEqual([]);
          },
        ),
        { numRuns: 200 },
      );
    },
  );

  it.each([
    ['is asked', asked, 0, 950],
    ['is asked', asked, 0.02, 950],
    ['is asked', asked, 0.1, 1200],
    ['is asked over a long way', { ...asked, roundTrip: 400 }, 0, 1250],
    ['gives feedback', talkative, 0, 1000],
    ['gives feedback', talkative, 0.02, 1000],
    ['gives feedback', talkative, 0.1, 2200],
    ['can only be waited for', quiet, 0, 2700],
    ['answers only what it must', taciturn, 0, 4600],
  ])('tells within its time that a far side is gone that %s (%o) at a loss of %d', (...given) => {
    const [, farSide, loss, withinMs] = given;
    for (const seed of seeds(100)) {
      const { silent } = toldAfter({ ...farSide, loss, seed }, minute + 97 * seed);
      expect(silent).toBeLessThanOrEqual(withinMs);
    }
  });

  it.each([
    ['is asked', asked, 1000],
    ['gives the feedback it has announced', announced, 1000],
    ['gives feedback', talkative, 3500],
    ['can only be waited for', quiet, 4000],
    ['answers only what it must', taciturn, 4000],
  ])(
    'tells within its time that only the way to it is dead, and hears nothing before it is back: a far side that %s',
    (_, farSide, withinMs) => {
      for (const seed of seeds(100)) {
        const from = minute + 97 * seed;
        const to = from + 12_000;
        const outages = [{ from, to, only: 'up' as const }];
        const readings = watchSimulatedLink({ ...farSide, loss: 0, seed, forMs: to + 5000, outages });
        const silentAt =
          readings.find(({ at, verdict }) => at > from && verdict === 'silent')?.at ?? Infinity;
        expect(silentAt - from).toBeLessThanOrEqual(withinMs);
        const lastAnswerAt = from + farSide.roundTrip;
        const during = readings.filter(({ at }) => at > lastAnswerAt && at < to);
        for (const { heardAt } of during) expect(heardAt).toBeLessThanOrEqual(lastAnswerAt);
        expect(readings.at(-1)?.heardAt).toBeGreaterThan(to);
      }
    },
  );

  it.each([
    ['is asked', asked, 950],
    ['gives feedback', talkative, 1000],
    ['can only be waited for', quiet, 3000],
  ])('tells a second silence as soon as the first one: a far side that %s', (_, farSide, withinMs) => {
    for (const seed of seeds(100)) {
      const healedAt = minute + 5000;
      const cutAt = healedAt + 5000 + 97 * seed;
      const outages = [
        { from: minute, to: healedAt },
        { from: cutAt, to: Infinity },
      ];
      const readings = watchSimulatedLink({ ...farSide, loss: 0, seed, forMs: cutAt + 20_000, outages });
      const silent = readings.find(({ at, verdict }) => at > cutAt && verdict === 'silent');
      expect((silent?.at ?? Infinity) - cutAt).toBeLessThanOrEqual(withinMs);
    }
  });

  it.each([
    ['has announced feedback', announced, 3000],
    ['gives it unannounced', talkative, 9000],
  ])('tells in time of a far side that %s and is gone within its first second', (_, farSide, withinMs) => {
    for (const seed of seeds(100)) {
      expect(toldAfter({ ...farSide, loss: 0, seed }, 10 * seed).silent).toBeLessThanOrEqual(withinMs);
    }
  });

  it('says weak first, within two seconds, where the far side cannot be asked', () => {
    for (const seed of seeds(100)) {
      const { weak, silent } = toldAfter({ ...quiet, loss: 0, seed }, minute + 97 * seed);
      expect(weak).toBeLessThanOrEqual(2000);
      expect(weak).toBeLessThan(silent ?? Infinity);
    }
  });

  it('takes longer over a link that loses much', () => {
    const median = (loss: number) => {
      const all = seeds(50).map((seed) => toldAfter({ ...asked, loss, seed }, minute + 97 * seed).silent);
      return all.toSorted((one, other) => (one ?? Infinity) - (other ?? Infinity))[25] ?? Infinity;
    };
    expect(median(0.2)).toBeGreaterThan(1.2 * median(0));
  });

  it('is read more often only while the far side is overdue', () => {
    const readings = watchSimulatedLink({ ...talkative, loss: 0, seed: 3, forMs: minute });
    expect(readings.length).toBeLessThan((1.5 * minute) / everyMs);
    const weak: LinkHealth = { ...unknownHealth, silentSince: 0, judgedAt: 700, verdict: 'weak' };
    const calm = { usualMs: 500, urgent: false, answersOften: false };
    const answering = { ...calm, answersOften: true };
    expect(nextReadingMs(weak, calm)).toBe(67);
    expect(nextReadingMs({ ...weak, judgedAt: 950 }, calm)).toBe(60);
    expect(nextReadingMs({ ...weak, verdict: 'silent' }, { ...calm, urgent: true })).toBe(250);
    expect(nextReadingMs({ ...weak, verdict: 'silent' }, { ...calm, isProving: true })).toBe(60);
    const good = (judgedAt: number): LinkHealth => ({ ...weak, verdict: 'good', judgedAt });
    expect(nextReadingMs(good(245), calm)).toBe(155);
    expect(nextReadingMs(good(245), answering)).toBe(155);
    expect(nextReadingMs({ ...good(245), isCalm: true }, answering)).toBe(455);
    expect(nextReadingMs({ ...good(245), isCalm: true }, calm)).toBe(155);
    expect(nextReadingMs(good(600), { ...calm, usualMs: 5000 })).toBe(500);
  });

  it('is in doubt, and read when a silence may first be told, at whatever moment the reading before was, and however it is rounded', () => {
    const [doubtMs, toldMs, searchMs] = [400, 900, 60] as const;
    const tenths = (most: number) => fc.integer({ min: 10, max: 10 * most }).map((each) => each / 10);
    fc.assert(
      fc.property(tenths(1e6), fc.oneof(fc.constant(doubtMs), tenths(800)), (signAt, ms) => {
        const known = { ...lossy(talkativeHealth(0)), judgedAt: signAt, signAt, silentSince: signAt };
        const silences: number[] = [];
        let doubtedMs = Infinity;
        let health: LinkHealth = known;
        for (let at = signAt + ms; at - signAt < toldMs + searchMs;) {
          health = judgeLink(health, { ...tick(at, signAt), everyMs: 1000, askedAt: [] });
          silences.push(at - signAt);
          if (health.verdict === 'weak') doubtedMs = Math.min(doubtedMs, at - signAt);
          at += nextReadingMs(health, { usualMs: 500, urgent: false, answersOften: true });
        }
        expect(doubtedMs).toBeLessThan(Math.max(ms, doubtMs) + searchMs);
        expect(silences.some((each) => each >= toldMs && each < toldMs + 10)).toBe(true);
        expect(silences.length).toBeLessThanOrEqual(12);
      }),
      // The case in which the 400 ms since the last sign are rounded down.
      { examples: [[65_195.4, doubtMs]] },
    );
  });

  it.each<[string, number, number, number[]]>([
    ['five times a second', 180, 500, [0, 180, 360]],
    ['at its own pace, whenever it is read', 50, 500, [130, 310, 490]],
    ['not before the next reading, where that comes first', 21, 251, [159]],
    ['at each reading, while there are many', 60, 60, [0]],
    ['at once, by a clock that was set back', -3_600_000, 500, [0, 180, 360]],
    ['at once, after a sleep', 3_600_000, 500, [0, 180, 360]],
  ])('is asked %s', (_, askedMsAgo, untilNextLookMs, times) => {
    expect(askTimes(askedMsAgo, untilNextLookMs)).toEqual(times);
  });

  it.each([
    ['is near', asked],
    ['is not so near', { ...asked, roundTrip: 100 }],
  ])('is asked five or six times a second, and heard all the time: one that %s', (_, farSide) => {
    for (const seed of seeds(40)) {
      const readings = watchSimulatedLink({ ...farSide, loss: 0, seed, forMs: 2 * minute });
      const settled = readings.filter(({ at }) => at > minute);
      expect(settled.reduce((sum, { asked: times }) => sum + times, 0)).toBeLessThan(6 * 60);
      for (const { at, heardAt } of settled) expect(at - (heardAt ?? 0)).toBeLessThan(2000);
    }
  });

  it('is not silent by a hiccup of half a second, however talkative the far side is', () => {
    const settled = talkativeHealth(10_000);
    const after = judgeLink(settled, tick(10_250, 9_750));
    expect(after.verdict).toBe('weak');
    expect(judgeLink(after, tick(10_500, 10_490)).verdict).toBe('good');
  });

  it('judges nothing by a tick that itself came late, and judges by the next', () => {
    const settled = talkativeHealth(10_000);
    const late = judgeLink(settled, tick(15_000, 10_000));
    expect(late.verdict).toBe('good');
    expect(judgeLink(late, tick(15_250, 15_240)).verdict).toBe('good');
    expect(judgeLink(late, tick(15_250, 10_000)).verdict).toBe('silent');
  });

  it('counts only those probes as missed whose answer has had its time', () => {
    const asking = (askedAt: number[]) => {
      const known = lossy(talkativeHealth(10_000));
      return judgeLink(known, { ...tick(11_000, 10_000), everyMs: 1000, askedAt }).verdict;
    };
    const every60 = (from: number) => Array.from({ length: 12 }, (_, n) => from + n * 60);
    expect(asking(every60(10_200))).toBe('silent');
    expect(asking(every60(10_800))).toBe('weak');
  });

  it('learns no habit from answers to its probes: when they end, what the far side does by itself counts', () => {
    let health = unknownHealth;
    for (let at = 0; at <= 10_000; at += everyMs)
      health = judgeLink(health, { ...tick(at, at), askedAt: [] });
    expect(health.gaps).toEqual([]);
    health = judgeLink(health, tick(10_250, 10_240));
    for (let at = 10_500; at <= 11_500; at += everyMs) health = judgeLink(health, tick(at, 10_240));
    expect(health.verdict).toBe('good');
  });

  it('says weak at most while nothing is sent that the far side could answer', () => {
    let health = talkativeHealth(10_000);
    for (let at = 10_250; at <= 20_000; at += everyMs) {
      health = judgeLink(health, { ...tick(at, 10_000), evidence: { ...heard(10_000), sentAt: 10_000 } });
    }
    expect(health.verdict).toBe('weak');
  });

  it('is good again as soon as the far side is heard, and takes no habit from the silence', () => {
    let health = talkativeHealth(10_000);
    for (let at = 10_250; at <= 13_000; at += everyMs) health = judgeLink(health, tick(at, 10_000));
    expect(health.verdict).toBe('silent');
    const healed = judgeLink(health, tick(13_250, 13_200));
    expect(healed.verdict).toBe('good');
    expect(Math.max(...healed.gaps.map(({ ms }) => ms))).toBeLessThan(1000);
  });

  it.each(['failed', 'closed'] as const)('is gone when the browser says %s', (status) => {
    expect(judgeLink(unknownHealth, { ...tick(0, 0), status }).verdict).toBe('gone');
  });

  it('stays good for a link that was never heard, which only the connect deadline judges', () => {
    expect(judgeLink(unknownHealth, tick(60_000, null)).verdict).toBe('good');
  });
});

function tick(at: number, heardAt: number | null): HealthTick {
  return { at, everyMs, status: 'connected', evidence: { ...heard(heardAt), sentAt: at }, askedAt: null };
}

function heard(heardAt: number | null) {
  return { ...noEvidence, sentAt: heardAt, heardAt, signAt: heardAt, readAt: heardAt };
}

const lossy = (health: LinkHealth): LinkHealth => ({ ...health, loss: { ...health.loss, loss: 0.1 } });

/** The health of a link whose far side was heard at every reading. */
function talkativeHealth(until: number): LinkHealth {
  let health: LinkHealth = { ...unknownHealth, loss: { ...noLossEstimate, judgedPackets: 10_000 } };
  for (let at = 0; at <= until; at += everyMs) health = judgeLink(health, tick(at, at));
  return health;
}
