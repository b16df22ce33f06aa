import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextMs, leastGapMs, planBackfill } from '../../../../utils/domain/backfill/backfill-plan.ts';
import {
  difference,
  intersection,
  lengthOfAll,
  merged,
  type Stretch,
} from '../../../../utils/domain/past/stretches.ts';

const stretch = fc
  .tuple(fc.nat(100_000), fc.integer({ min: 1, max: 30_000 }))
  .map(([from, length]) => ({ from, to: from + length }));
const wanted = fc.array(stretch, { maxLength: 12 });
/** Recorded stretches: in order, some of which touch. */
const recorded = fc
  .array(fc.tuple(fc.constantFrom(0, 0, 500, 5000), fc.integer({ min: 1, max: 40_000 })), { maxLength: 8 })
  .map((parts) => {
    let at = 0;
    return parts.map(([pause, length]): Stretch => {
      const from = at + pause;
      at = from + length;
      return { from, to: at };
    });
  });
const longest = fc.constantFrom(4000, 15_000, 600_000);

describe('the plan of what to ask for', () => {
  it('asks for every recorded moment of the wanted times once, and for no other', () => {
    fc.assert(
      fc.property(wanted, recorded, longest, (gaps, sound, longestMs) => {
        const windows = planBackfill(gaps, sound, longestMs);
        const asked = windows.flatMap((window) => window.gaps);
        const possible = intersection(merged(gaps), merged(sound));
        expect(difference(merged(asked), possible)).toEqual([]);
        expect(lengthOfAll(asked)).toBeCloseTo(asked.reduce((sum, { from, to }) => sum + to - from, 0));
        // What is left out is too short to hold a word, wherever a recording breaks.
        for (const left of sound.flatMap((each) => intersection(difference(possible, merged(asked)), [each])))
          expect(left.to - left.from).toBeLessThan(leastGapMs);
      }),
    );
  });

  it('leaves no break of the recording inside a window, and no window longer than a request may be', () => {
    fc.assert(
      fc.property(wanted, recorded, longest, (gaps, sound, longestMs) => {
        for (const { from, to } of planBackfill(gaps, sound, longestMs)) {
          expect(to - from).toBeLessThanOrEqual(longestMs + 1e-6);
          expect(sound.some((each) => each.from <= from && to <= each.to)).toBe(true);
        }
      }),
    );
  });

  it('has windows in order, whose contexts overlap only where one would be too long', () => {
    fc.assert(
      fc.property(wanted, recorded, longest, (gaps, sound, longestMs) => {
        for (const each of sound) {
          const windows = planBackfill(gaps, [each], longestMs);
          for (const [index, window] of windows.entries()) {
            expect(window.gaps[0]?.from).toBe(window.from);
            expect(window.gaps.at(-1)?.to).toBe(window.to);
            const next = windows[index + 1];
            if (!next) continue;
            expect(next.from).toBeGreaterThanOrEqual(window.to);
            const isNear = next.from - window.to < 2 * contextMs;
            if (isNear) expect((next.gaps[0]?.to ?? 0) - window.from).toBeGreaterThan(longestMs);
          }
        }
      }),
    );
  });

  it.each<[string, Stretch[], Stretch[], Stretch[]]>([
    ['a gap', [{ from: 5, to: 25 }], [{ from: 0, to: 60 }], [{ from: 5, to: 25 }]],
    [
      'two gaps that are near',
      [
        { from: 5, to: 7 },
        { from: 8.5, to: 9 },
      ],
      [{ from: 0, to: 60 }],
      [{ from: 5, to: 9 }],
    ],
    [
      'two gaps that are not',
      [
        { from: 5, to: 7 },
        { from: 10, to: 12 },
      ],
      [{ from: 0, to: 60 }],
      [
        { from: 5, to: 7 },
        { from: 10, to: 12 },
      ],
    ],
    [
      'a gap in which the recording paused',
      [{ from: 5, to: 25 }],
      [
        { from: 0, to: 10 },
        { from: 12, to: 60 },
      ],
      [
        { from: 5, to: 10 },
        { from: 12, to: 25 },
      ],
    ],
    ['a gap that was not recorded', [{ from: 5, to: 25 }], [{ from: 30, to: 60 }], []],
    ['too little for a word', [{ from: 5, to: 5.1 }], [{ from: 0, to: 60 }], []],
  ])('%s', (_, gaps, sound, windows) => {
    const ms = ({ from, to }: Stretch) => ({ from: from * 1000, to: to * 1000 });
    const planned = planBackfill(gaps.map(ms), sound.map(ms));
    expect(planned.map(({ from, to }) => ({ from, to }))).toEqual(windows.map(ms));
  });
});
