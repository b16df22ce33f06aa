import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noEvidence } from '../../../../utils/domain/link/link-evidence.ts';
import { readEveryMs } from '../../../../utils/domain/link/link-pace.ts';
import { proofLimits } from '../../../../utils/domain/link/proof-limits.ts';
import { arrivalOf, noProofs } from '../../../../utils/domain/samples/proofs.ts';
import { watchSimulatedLink, type Reading, type SimulatedLink } from './link-simulation.ts';

/** Milliseconds between two looks of a view at the proofs. */
const lookMs = 250;

/** What a view says of a link at each of its looks, and whether the link was judged good at that moment. */
function said(link: SimulatedLink, forMs = link.forMs) {
  const readings = watchSimulatedLink(link);
  const { usualMs = 500, searches = true } = link;
  const everyMs = searches ? Math.min(usualMs, readEveryMs) : usualMs;
  const answersOften = link.channel || link.givesFeedback === true;
  const looks: { at: number; says: string; verdict: Reading['verdict'] }[] = [];
  let index = 0;
  for (let at = 1000; at < forMs; at += lookMs) {
    while ((readings[index + 1]?.at ?? Infinity) <= at) index += 1;
    const reading = readings[index];
    // A session is live only when packets have left.
    const { evidence, verdict } = reading ?? { evidence: noEvidence, verdict: 'good' };
    if (evidence.sentAt === null) continue;
    const { sentAt: sent, acknowledgedAt: heard } = evidence;
    const proofs = { ...noProofs, captured: at, sent, heard };
    const says = arrivalOf(proofs, at, proofLimits(evidence, { answersOften, everyMs, now: at }));
    looks.push({ at, says, verdict });
  }
  return looks;
}

const minute = 60_000;
const steady = { loss: 0, forMs: minute, checks: true, checksEvery: { shortest: 2480, longest: 2980 } };

const pace = (shortest: number, longest: number) =>
  fc
    .tuple(fc.integer({ min: shortest, max: longest }), fc.integer({ min: shortest, max: longest }))
    .map(([one, other]) => ({ shortest: Math.min(one, other), longest: Math.max(one, other) }));

/** What a far side gives besides answers to connectivity checks, at any pace that has been seen, and beyond. */
const farSides = {
  'nothing but reports': fc.constant({ channel: false }),
  'transport feedback': pace(20, 300).map((feedback) => ({ channel: false, givesFeedback: true, feedback })),
  'rare transport feedback, as while a codec leaves out pauses': pace(300, 1500).map((feedback) => ({
    channel: false,
    givesFeedback: true,
    feedback,
  })),
  'transport feedback that it has not announced': pace(20, 1500).map((feedback) => ({
    channel: false,
    feedback,
  })),
  'answers over a data channel': fc.constant({ channel: true }),
  'answers over a data channel, and transport feedback': pace(20, 1500).map((feedback) => ({
    channel: true,
    givesFeedback: true,
    feedback,
  })),
};

const circumstances = fc.record({
  reports: pace(1000, 7500),
  roundTrip: fc.integer({ min: 0, max: 800 }),
  usualMs: fc.integer({ min: 100, max: 5000 }),
  searches: fc.boolean(),
  seed: fc.nat(),
});

describe.each(Object.entries(farSides))(
  'a healthy session with a far side that gives %s',
  (_name, farSide) => {
    it('is never told that the far side does not answer, nor that nothing is sent', () => {
      fc.assert(
        fc.property(farSide, circumstances, (gives, where) => {
          const others = said({ ...steady, ...gives, ...where }).filter(({ says }) => says !== 'arriving');
          expect(others).toEqual([]);
        }),
        { numRuns: 40 },
      );
    });

    it('is told so under loss only while the link is doubted anyway', () => {
      fc.assert(
        fc.property(
          farSide,
          circumstances,
          fc.double({ min: 0, max: 0.1, noNaN: true }),
          (gives, where, loss) => {
            const link = { ...steady, ...gives, ...where, searches: true, loss };
            const wrong = said(link).filter(({ says, verdict }) => says !== 'arriving' && verdict === 'good');
            expect(wrong).toEqual([]);
          },
        ),
        { numRuns: 40 },
      );
    });
  },
);

describe('a far side that is gone', () => {
  it.each([
    [
      'gives transport feedback',
      { channel: false, givesFeedback: true, feedback: { shortest: 50, longest: 120 } },
      3.5,
    ],
    ['answers over a data channel', { channel: true }, 3.5],
    ['gives nothing but reports', { channel: false }, 6],
  ])('is told to be so as soon as what it gives allows: one that %s', (_name, gives, seconds) => {
    for (const only of [undefined, 'up'] as const) {
      for (const seed of [1, 2, 3, 4, 5]) {
        const outages = [{ from: 20_000, to: Infinity, only }];
        const reports = { shortest: 1000, longest: 5000 };
        const link = { ...steady, ...gives, reports, roundTrip: 20, seed, outages };
        const first = said(link).find(({ says }) => says === 'not-heard');
        expect(first?.at).toBeGreaterThan(20_000);
        expect(first?.at).toBeLessThan(20_000 + seconds * 1000);
      }
    }
  });
});
