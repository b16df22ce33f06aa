import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitSpan,
  moveSpan,
  shareOf,
  shortestSpan,
  spanWith,
  timeTicks,
  zoomSpan,
} from '../../components/session-details/time-window.ts';
import { axisTop } from '../../components/session-details/axis-top.ts';
import { bucketAt } from '../../components/session-details/series-bucket.ts';

const full = { from: 0, to: 100_000 };

describe('a part of the axis', () => {
  it('is never outside the whole axis, nor shorter than can be read', () => {
    const moment = fc.integer({ min: -200_000, max: 300_000 });
    fc.assert(
      fc.property(moment, moment, fc.double({ min: 0.01, max: 100, noNaN: true }), (from, to, factor) => {
        const spans = [
          fitSpan({ from, to }, full),
          zoomSpan({ from, to }, full, factor, from),
          moveSpan(fitSpan({ from, to }, full), full, factor - 50),
          spanWith(fitSpan({ from, to }, full), full, to),
        ];
        for (const span of spans) {
          expect(span.from).toBeGreaterThanOrEqual(full.from);
          expect(span.to).toBeLessThanOrEqual(full.to + 0.001);
          expect(span.to - span.from).toBeGreaterThanOrEqual(shortestSpan - 0.001);
        }
      }),
    );
  });

  it('zooms around the moment that is pointed at', () => {
    const zoomed = zoomSpan(full, full, 0.5, 20_000);
    expect(zoomed).toEqual({ from: 10_000, to: 60_000 });
    expect(shareOf(zoomed, 20_000)).toBe(shareOf(full, 20_000));
  });

  it('moves to a moment that is outside, and stays for one inside', () => {
    expect(spanWith({ from: 0, to: 10_000 }, full, 50_000)).toEqual({ from: 45_000, to: 55_000 });
    expect(spanWith({ from: 0, to: 10_000 }, full, 9000)).toEqual({ from: 0, to: 10_000 });
  });
});

describe('the times on the axis', () => {
  it.each([
    [{ from: 500, to: 10_500 }, 0, [2000, 4000, 6000, 8000, 10_000]],
    [{ from: 0, to: 36_000_000 }, 0, [0, 7_200_000, 14_400_000, 21_600_000, 28_800_000, 36_000_000]],
    [{ from: 0, to: 36_000_000 }, 1_800_000, [5_400_000, 12_600_000, 19_800_000, 27_000_000, 34_200_000]],
  ])('of %o at an offset of %i ms are round', (span, offset, ticks) => {
    expect(timeTicks(span, 6, offset)).toEqual(ticks);
  });
});

describe('the top of a chart', () => {
  it.each([
    [0, 0.1, 0.1],
    [0.04, 0.1, 0.1],
    [0.12, 0.1, 0.2],
    [51_000, 40_000, 100_000],
    [50, 10, 50],
    [-Infinity, 0.03, 0.05],
  ])('for values up to %f, and at least %f, is %f', (max, least, top) => {
    expect(axisTop(max, least)).toBeCloseTo(top, 9);
  });
});

describe('the figures at a moment', () => {
  const series = { at: [1000, 2000, 3000, 60_000], bucketMs: 1000 };
  it.each([
    [0, 0],
    [1499, 0],
    [1501, 1],
    [3900, 2],
    [30_000, null],
    [61_000, 3],
    [62_001, null],
  ])('%i ms are those of bucket %o', (moment, bucket) => {
    expect(bucketAt(series, moment)).toBe(bucket);
  });

  it('are empty where none were measured', () => {
    expect(bucketAt({ at: [], bucketMs: 1000 }, 5)).toBeNull();
  });
});
