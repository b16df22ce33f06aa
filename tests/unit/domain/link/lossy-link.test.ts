import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeLoss, linkLoss } from '../../../../utils/domain/link/lossy-link.ts';
import { readMediaStats } from '../../../../utils/domain/link/media-stats.ts';
import { seededRandom } from '../../../support/history/seeded-random.ts';

/** The shares of one stretch of a session, from 0 to 1: lost as the far side counts, and sent again. */
interface Stretch {
  seconds: number;
  lost?: number | null;
  again?: number;
  /** The stream; another one counts from zero. */
  ssrc?: number;
  /** Whether nothing arrives, and this is known. */
  isOutage?: boolean;
  /** Whether the far side's reports come in an outage too, because the way from it is open: they know of no loss yet. */
  reports?: boolean;
}

/** Plays stretches, one reading and one report a second, and returns whether the link was lossy after each. */
function lossyAfter(before: boolean, ...stretches: Stretch[]): boolean[] {
  let loss = linkLoss(before);
  let timestamp = 0;
  let sent = 0;
  let resent = 0;
  let missing = 0;
  let stream = 0;
  let [reportedAt, reported] = [0, 0];
  return stretches.map((stretch) => {
    const {
      seconds,
      isOutage = false,
      lost = isOutage ? 1 : 0,
      again = 0,
      ssrc = 0,
      reports = false,
    } = stretch;
    if (ssrc !== stream) sent = resent = missing = reported = 0;
    stream = ssrc;
    for (let second = 0; second < seconds; second += 1) {
      timestamp += 1000;
      resent += 50 * again;
      sent += 50 * (1 + again);
      missing += 50 * (lost ?? 0);
      // A report comes every other second, and none of what was lost is in the last one before.
      if (isOutage && reports) reportedAt = timestamp;
      if (!isOutage && second % 2 === 1) [reportedAt, reported] = [timestamp, missing];
      const stats = {
        ...readMediaStats([]),
        ssrc,
        timestamp,
        packetsSent: sent,
        retransmittedPacketsSent: resent,
        packetsLost: lost === null ? null : reported,
        reportedAt: lost === null ? null : reportedAt,
      };
      loss = judgeLoss(loss, isOutage ? null : stats);
    }
    return loss.isLossy;
  });
}

interface FarSide {
  reportEveryMs: number;
  /** Whether it has lost packets sent again (NACK), which it counts as received then. */
  asksAgain: boolean;
}

/** Whether a packet that is sent at a time, in milliseconds, is lost. */
type IsLost = (at: number) => boolean;

const random =
  (share: number) =>
  (seed: number): IsLost => {
    const { next } = seededRandom(seed);
    return () => next() < share;
  };

const withCuts =
  (lossOf: (seed: number) => IsLost) =>
  (seed: number): IsLost => {
    const isLost = lossOf(seed);
    return (at) => at % 30_000 < 700 || isLost(at);
  };

/** Bursts of 100 ms, five packets, at random times. */
const bursts =
  (share: number) =>
  (seed: number): IsLost => {
    const { next } = seededRandom(seed);
    let until = 0;
    return (at) => {
      if (at >= until && next() < share / 5) until = at + 100;
      return at < until;
    };
  };

/**
 * Plays a link that is never found to be in an outage, packet by packet, over a round trip of 100 ms. Returns whether it was lossy after each
 * reading, of which there is one a second.
 */
function judgedOver(
  ms: number,
  isLost: IsLost,
  { reportEveryMs, asksAgain }: FarSide,
  seed: number,
): boolean[] {
  const { next } = seededRandom(seed);
  const judged: boolean[] = [];
  let loss = linkLoss(false);
  let [sent, resent, missing, reported] = [0, 0, 0, 0];
  let reportedAt: number | null = null;
  let reportAt = reportEveryMs;
  const asked: number[] = [];
  for (let at = 0; at < ms; at += 20) {
    sent += 1;
    const isGone = isLost(at);
    if (isGone) {
      missing += 1;
      asked.push(at);
    } else if (asksAgain) {
      // A hole is seen by the packets after it; a packet that is asked for again comes a round trip later.
      while ((asked[0] ?? Infinity) < at - 100) {
        asked.shift();
        sent += 1;
        resent += 1;
        missing -= 1;
      }
    }
    if (at >= reportAt && !isGone) {
      [reportedAt, reported] = [at, missing];
      reportAt = at + reportEveryMs * (0.5 + next());
    }
    if (at % 1000 !== 0) continue;
    const counts = {
      packetsSent: sent,
      retransmittedPacketsSent: resent,
      packetsLost: reportedAt && reported,
    };
    loss = judgeLoss(loss, { ...readMediaStats([]), ssrc: 0, timestamp: at, reportedAt, ...counts });
    judged.push(loss.isLossy);
  }
  return judged;
}

describe('a link', () => {
  it.each<[string, boolean, Stretch[], boolean[]]>([
    ['that loses nothing is not lossy', false, [{ seconds: 600 }], [false]],
    [
      'that loses 3 % is lossy within half a minute',
      false,
      [
        { seconds: 15, lost: 0.03 },
        { seconds: 10, lost: 0.03 },
      ],
      [false, true],
    ],
    ['whose losses are repaired is lossy all the same', false, [{ seconds: 30, again: 0.05 }], [true]],
    [
      'whose packets are asked for again where they come late only is not',
      false,
      [{ seconds: 600, lost: -0.05, again: 0.05 }],
      [false],
    ],
    ['that loses a little less than 2 % is not', false, [{ seconds: 600, lost: 0.0199 }], [false]],
    [
      'of which nothing is reported is not judged',
      false,
      [{ seconds: 600, lost: null, again: 0.2 }],
      [false],
    ],
    [
      'that was lossy is so until it was clean for five minutes',
      true,
      [{ seconds: 290 }, { seconds: 20 }],
      [true, false],
    ],
    ['that loses 1.5 % stays what it was', true, [{ seconds: 1200, lost: 0.015 }], [true]],
    [
      'that is clean for four minutes again and again stays lossy',
      true,
      [{ seconds: 240 }, { seconds: 40, lost: 0.015 }, { seconds: 240 }],
      [true, true, true],
    ],
    [
      'is not lossy after an outage, however often there is one',
      false,
      Array.from({ length: 6 }, () => [{ seconds: 45 }, { seconds: 3, isOutage: true }]).flat(),
      Array.from({ length: 12 }, () => false),
    ],
    [
      'that loses packets besides an outage is lossy',
      false,
      [{ seconds: 30 }, { seconds: 3, isOutage: true }, { seconds: 30, lost: 0.04 }],
      [false, false, true],
    ],
    [
      'is judged by one connection at a time',
      false,
      [
        { seconds: 15, lost: 0.5 },
        { seconds: 15, ssrc: 1 },
        { seconds: 30, ssrc: 1 },
      ],
      [false, false, false],
    ],
  ])('%s', (_, before, stretches, expected) => {
    expect(lossyAfter(before, ...stretches)).toEqual(expected);
  });

  /** A far side by what it reports of an outage, and by what it asks for again when the outage is over. */
  const farSides: [string, Partial<Stretch>, Stretch][] = [
    ['counts what was lost', {}, { seconds: 2 }],
    [
      'counts what was lost, and goes on reporting where only the way to it is cut',
      { reports: true },
      { seconds: 2 },
    ],
    ['has it sent again', { lost: 0 }, { seconds: 3, again: 1 }],
    ['has some of it sent again, and counts the rest', { lost: 0.6 }, { seconds: 3, again: 0.4 }],
    ['reports nothing', { lost: null }, { seconds: 2, lost: null }],
    ['has heard everything, where only the way from it is cut', { lost: 0 }, { seconds: 2 }],
  ];
  it.each(
    farSides.flatMap(([name, outage, after]) =>
      [2, 7, 20, 60].map(
        (seconds) => [name, seconds, { ...outage, seconds, isOutage: true }, after] as const,
      ),
    ),
  )('is not lossy where the far side %s, after an outage of %i s', (_name, _seconds, outage, after) => {
    const { lost } = outage;
    const calm = { seconds: 60, ...(lost === null && { lost }) };
    const story = [{ ...calm, seconds: 25 }, outage, after, calm, outage, after, calm];
    expect(lossyAfter(false, ...story)).not.toContain(true);
    // Nor does it take back what is known of a link that is.
    expect(lossyAfter(true, outage, after)).not.toContain(false);
  });

  /** When a far side reports: aiortc about each second, libwebrtc each five seconds, both half as early or late again by chance. */
  const sides: [string, FarSide][] = [
    ['reports often', { reportEveryMs: 1000, asksAgain: false }],
    ['reports often and asks for what is missing', { reportEveryMs: 1000, asksAgain: true }],
    ['reports seldom', { reportEveryMs: 5000, asksAgain: false }],
    ['reports seldom and asks for what is missing', { reportEveryMs: 5000, asksAgain: true }],
  ];
  const cuts = [100, 200, 400, 500, 700, 900, 1200, 1500];
  /** Where they begin, from a reading on. */
  const places = [0, 150, 400, 700, 950, 1600, 2500, 4200, 4900];
  it.each(sides)('is not lossy by a cut too short to be told, where the far side %s', (_name, side) => {
    for (const cutMs of cuts)
      for (const place of places)
        // One alone, and one each half minute.
        for (const everyMs of [600_000, 30_000]) {
          const first = 20_000 + place;
          const isLost = (at: number) => at >= first && (at - first) % everyMs < cutMs;
          const judged = judgedOver(180_000, isLost, side, cutMs + place);
          expect(judged, `${String(cutMs)} ms at ${String(place)}`).not.toContain(true);
        }
  });

  /** Losses that go on, each by its seed. */
  const losses: [string, (seed: number) => IsLost][] = [
    ['2 % at random', random(0.02)],
    ['3 % at random', random(0.03)],
    ['5 % at random', random(0.05)],
    ['10 % at random', random(0.1)],
    ['20 % at random', random(0.2)],
    ['5 % in bursts of 100 ms', bursts(0.05)],
    ['20 % in bursts of 100 ms', bursts(0.2)],
    ['5 % at random, and what a cut costs each half minute', withCuts(random(0.05))],
  ];
  it.each(
    sides.flatMap(([name, side]) => losses.map(([what, lossOf]) => [what, name, lossOf, side] as const)),
  )('that loses %s is lossy, where the far side %s', (what, _name, lossOf, side) => {
    // Two in a hundred are hardly more than is let be.
    const ms = what.startsWith('2 %') ? 600_000 : 60_000;
    for (let seed = 1; seed <= 20; seed += 1)
      expect(judgedOver(ms, lossOf(seed), side, seed), `seed ${String(seed)}`).toContain(true);
  });

  it('never changes its mind about a loss that stays the same, once it has one', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (lost, before) => {
        const [first, ...later] = lossyAfter(
          before,
          { seconds: 400, lost },
          ...Array.from({ length: 5 }, () => ({ seconds: 200, lost })),
        );
        expect(later.every((each) => each === first)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
