import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noEvidence, type LinkEvidence } from '../../../../utils/domain/link/link-evidence.ts';
import {
  followTrail,
  noTrail,
  shortestGapMs,
  type ProofTrail,
  type TrailChange,
} from '../../../../utils/domain/link/proof-trail.ts';
import { bufferedMs } from '../../../../utils/domain/session/delivery-gaps.ts';
import { watchSimulatedLink, type SimulatedLink, type Span } from './link-simulation.ts';

interface Gap extends Span {
  isOpen: boolean;
}

/** The times in which nothing is known to arrive, as the trail of a simulated link tells them. */
function gapsOf(link: SimulatedLink): Gap[] {
  const answersOften = link.channel || link.givesFeedback === true;
  const shortestMs = shortestGapMs(answersOften, 500);
  const gaps: Gap[] = [];
  let trail: ProofTrail = noTrail;
  for (const { at, evidence, askedAt } of watchSimulatedLink(link)) {
    const { sentUntil } = trail;
    const next = followTrail(trail, {
      at,
      evidence,
      shortestMs,
      askedAt,
      answersOften,
      givesFeedback: link.givesFeedback === true,
    });
    trail = next.trail;
    for (const change of next.changes) {
      const last = gaps.at(-1);
      if (change === 'broke') gaps.push({ from: sentUntil ?? NaN, to: at, isOpen: true });
      else if (last) Object.assign(last, { to: at, isOpen: false });
    }
  }
  return gaps;
}

const healthy: SimulatedLink = {
  reports: { shortest: 600, longest: 1200 },
  channel: false,
  checks: true,
  roundTrip: 40,
  loss: 0,
  seed: 1,
  forMs: 40_000,
};

/**
 * Kinds of far sides by what each answers with; the milliseconds between two answers at most while nothing is lost; and the most that a gap may be
 * too long at its beginning (`early`) and at its end (`late`), a round trip aside. A look takes 500 ms at most.
 */
const farSides: Record<
  string,
  { link: Partial<SimulatedLink>; heardEveryMs: number; early: number; late: number }
> = {
  'keepalives (aiortc)': { link: { channel: true }, heardEveryMs: 180, early: 270, late: 1400 },
  'transport feedback (libwebrtc)': {
    link: { givesFeedback: true, feedback: { shortest: 50, longest: 110 } },
    heardEveryMs: 110,
    early: 400,
    late: 1400,
  },
  'keepalives and transport feedback (libwebrtc with a data channel)': {
    link: { channel: true, givesFeedback: true, feedback: { shortest: 50, longest: 110 } },
    heardEveryMs: 110,
    early: 400,
    late: 1400,
  },
  'connectivity checks alone': { link: {}, heardEveryMs: 2500, early: 3100, late: 1900 },
};

/**
 * Milliseconds by which an outage may seem shorter where a connectivity check is answered at its beginning, and a report ends the
 * reading that shows its end: neither the answer nor what came before the report has a time of its own (seen: up to 130 ms).
 */
const unsureMs = 200;

describe.each(Object.entries(farSides))(
  'a trail of proofs by %s',
  (name, { link, heardEveryMs, early, late }) => {
    const shortestMs = shortestGapMs(name !== 'connectivity checks alone', 500);

    it('has no gap where nothing is lost, whatever the round trip', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(1, 40, 160, 300), (seed, roundTrip) => {
          expect(gapsOf({ ...healthy, ...link, roundTrip, seed })).toEqual([]);
        }),
        { numRuns: 30 },
      );
    });

    it('covers every outage that is longer than can be seen, and little more', () => {
      const outage = fc.record({
        from: fc.integer({ min: 8000, max: 12_000 }),
        ms: fc.integer({ min: Math.ceil(shortestMs) + heardEveryMs + unsureMs, max: 20_000 }),
        only: fc.constantFrom(undefined, 'up' as const),
      });
      fc.assert(
        fc.property(
          outage,
          fc.constantFrom(2, 40, 160),
          fc.nat(1e6),
          ({ from, ms, only }, roundTrip, seed) => {
            const to = from + ms;
            const gaps = gapsOf({ ...healthy, ...link, roundTrip, seed, outages: [{ from, to, only }] });
            const [gap] = gaps;
            expect(gaps).toHaveLength(1);
            // A session's gap begins that much before what its trail says.
            expect((gap?.from ?? Infinity) - bufferedMs).toBeLessThanOrEqual(from);
            expect(gap?.to).toBeGreaterThanOrEqual(to);
            expect(from - (gap?.from ?? 0)).toBeLessThanOrEqual(early + roundTrip);
            expect((gap?.to ?? 0) - to).toBeLessThanOrEqual(late + 2 * roundTrip);
          },
        ),
        {
          numRuns: 100,
          // A gap of transport feedback that ends with a reading whose newest packet is a report, so that the proof has an earlier time.
          examples: shortestMs < 1367 ? [[{ from: 9555, ms: 1367, only: 'up' }, 160, 701_517]] : [],
        },
      );
    });
  },
);

describe('a trail of proofs', () => {
  const evidence = (changes: Partial<LinkEvidence>): LinkEvidence => ({ ...noEvidence, ...changes });
  const trailOf = (readings: readonly (readonly [at: number, changes: Partial<LinkEvidence>])[]) => {
    let trail = noTrail;
    const told: [number, TrailChange][] = [];
    for (const [at, changes] of readings) {
      const next = followTrail(trail, {
        at,
        evidence: evidence(changes),
        answersOften: true,
        givesFeedback: false,
        shortestMs: 900,
        askedAt: null,
      });
      trail = next.trail;
      for (const change of next.changes) told.push([at, change]);
    }
    return told;
  };

  it.each<[string, [number, Partial<LinkEvidence>][], [number, TrailChange][]]>([
    [
      'proofs that come in time',
      [
        [0, { acknowledgedAt: 0 }],
        [500, { acknowledgedAt: 400 }],
        [1000, { acknowledgedAt: 950 }],
      ],
      [],
    ],
    [
      'no proof from the beginning',
      [
        [0, {}],
        [5000, {}],
      ],
      [],
    ],
    [
      'none for a second, and then one',
      [
        [0, { acknowledgedAt: 0 }],
        [500, { acknowledgedAt: 0 }],
        [1000, { acknowledgedAt: 0 }],
        [1060, { acknowledgedAt: 1050 }],
      ],
      [
        [1000, 'broke'],
        [1060, 'continued'],
      ],
    ],
    [
      'a pause that is seen only when it is over',
      [
        [0, { acknowledgedAt: 0 }],
        [700, { acknowledgedAt: 0 }],
        [1300, { acknowledgedAt: 1250 }],
      ],
      [
        [1300, 'broke'],
        [1300, 'continued'],
      ],
    ],
    [
      'a single answer that is lost: signs follow before the next proof',
      [
        [0, { acknowledgedAt: 0 }],
        [700, { acknowledgedAt: 0, signAt: 660 }],
        [1200, { acknowledgedAt: 0, signAt: 990 }],
        [1700, { acknowledgedAt: 1650, signAt: 1650 }],
      ],
      [],
    ],
    [
      'signs that turn out to be none',
      [0, 500, 1000, 1500, 2000].map((at): [number, Partial<LinkEvidence>] => [
        at,
        { acknowledgedAt: 0, signAt: at },
      ]),
      [[2000, 'broke']],
    ],
    [
      'one sign in the middle of a second and a half',
      [
        [0, { acknowledgedAt: 0 }],
        [600, { acknowledgedAt: 0, signAt: 500 }],
        [1000, { acknowledgedAt: 0, signAt: 500 }],
        [1600, { acknowledgedAt: 1550, signAt: 1550 }],
      ],
      [
        [1600, 'broke'],
        [1600, 'continued'],
      ],
    ],
    [
      'a page that was busy, while packets came all the time',
      [
        [0, { acknowledgedAt: 0 }],
        [500, { acknowledgedAt: 480 }],
        [4000, { acknowledgedAt: 3990 }],
      ],
      [],
    ],
    [
      'a clock that was set back',
      [
        [10_000, { acknowledgedAt: 10_000 }],
        [1000, { acknowledgedAt: 10_000 }],
        [1500, { acknowledgedAt: 1450 }],
      ],
      [[1500, 'continued']],
    ],
  ])('tells of %s', (_name, readings, told) => {
    expect(trailOf(readings)).toEqual(told);
  });
});
