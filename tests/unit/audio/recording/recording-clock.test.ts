import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecordingClock } from '../../../../utils/audio/recording/recording-clock.ts';
import { momentOf, placeOf, type ClockPoint } from '../../../../utils/domain/recording/recorded-time.ts';

const startedAt = 1_790_000_000_000;
const hours = 2;

/** Frames are mono whatever the microphone gives; only their lengths differ, where 10 ms are no whole number of samples. */
const rates = [48_000, 44_100, 16_000, 11_025];

describe('the time of a recording', () => {
  it('is right to a quarter of a second for two hours, however far the clock and the microphone drift apart', () => {
    const drift = fc.integer({ min: -200, max: 200 });
    const lateness = fc.array(fc.integer({ min: 0, max: 480 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(drift, fc.constantFrom(...rates), lateness, (ppm, rate, lates) => {
        const clock = createRecordingClock();
        const points: ClockPoint[] = [];
        const wallAt = (seconds: number) => startedAt + seconds * 1000 * (1 + ppm / 1e6);
        for (let frame = 0; frame < hours * 360_000; frame += 1) {
          const seconds = Math.floor((frame * rate) / 100) / rate;
          // One frame of twelve comes at once, the others as late as the puller rests.
          const late = frame % 12 === 0 ? 0 : (lates[frame % lates.length] ?? 0);
          clock.observe(seconds, wallAt(seconds) + late);
          const point = frame % 54 === 53 ? clock.endPage() : null;
          if (point) points.push(point);
        }
        const whole = hours * 3600;
        for (let seconds = 0; seconds < whole; seconds += 7.3) {
          const at = wallAt(seconds);
          expect(Math.abs((momentOf(points, seconds) ?? 0) - at)).toBeLessThan(250);
          // Where the clock gained, a moment lies between two points; the next sound is then the nearest.
          expect(Math.abs((placeOf(points, whole, at) ?? whole) - seconds)).toBeLessThan(0.5);
        }
        // A point for each tolerance that they drifted apart, and no more.
        expect(points.length).toBeLessThanOrEqual(2 + Math.abs((whole * ppm) / 1e6) / 0.2);
      }),
      { numRuns: 12 },
    );
  });
});
