import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentOf, placeOf, recordedStretches } from '../../../../utils/domain/recording/recorded-time.ts';

/** Ten seconds from 1000 s on, a pause of a minute, and five seconds more. */
const points = [
  { seconds: 0, at: 1_000_000 },
  { seconds: 10, at: 1_070_000 },
];

describe('the time of a recording', () => {
  it('has a stretch for each point, up to the next one or the end', () => {
    expect(recordedStretches(points, 15)).toEqual([
      { from: 1_000_000, to: 1_010_000 },
      { from: 1_070_000, to: 1_075_000 },
    ]);
    // A crash may have taken what a point was about.
    expect(recordedStretches(points, 8)).toEqual([{ from: 1_000_000, to: 1_008_000 }]);
    expect(recordedStretches([], 8)).toEqual([]);
  });

  it.each([
    [1_000_000, 0],
    [1_004_500, 4.5],
    [1_020_000, 10],
    [1_072_000, 12],
    [900_000, 0],
    [1_080_000, null],
  ])('finds what was captured at %i ms at %d s, or what comes next', (at, place) => {
    expect(placeOf(points, 15, at)).toBe(place);
  });

  it('leads from every place to a moment and back', () => {
    const gaps = fc.array(fc.record({ seconds: fc.integer({ min: 1, max: 900 }), pauseMs: fc.nat(1e7) }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(gaps, fc.double({ min: 0, max: 0.999, noNaN: true }), (parts, share) => {
        const all = [];
        let [seconds, at] = [0, 1e12];
        for (const part of parts) {
          all.push({ seconds, at });
          seconds += part.seconds;
          at += part.seconds * 1000 + part.pauseMs;
        }
        const place = share * seconds;
        expect(placeOf(all, seconds, momentOf(all, place) ?? expect.fail())).toBeCloseTo(place, 3);
      }),
    );
  });
});
