import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDropDetector } from '../../../../utils/audio/puller/drop-detector.ts';

interface Delivery {
  /** Time of arrival, in milliseconds. */
  timestamp: number;
  /** Time of arrival, in milliseconds. */
  arrivedAt: number;
}

/** Deliveries of 10 ms each, on time. */
function steady(count: number, from = 0): Delivery[] {
  return Array.from({ length: count }, (_, index) => {
    const time = (from + index) * 10;
    return { timestamp: time, arrivedAt: time };
  });
}

function droppedIn(deliveries: Delivery[], detector = createDropDetector(), durationMs = 10): number {
  return deliveries.reduce(
    (sum, { timestamp, arrivedAt }) => sum + detector.observe(timestamp * 1000, durationMs, arrivedAt),
    0,
  );
}

describe('drop detector', () => {
  it('finds nothing in a steady stream', () => {
    expect(droppedIn(steady(6000))).toBe(0);
  });

  it.each([1, 2, 41, 141, 900])('finds %d frames missing in the middle', (missing) => {
    expect(droppedIn([...steady(200), ...steady(200, 200 + missing)])).toBe(missing);
  });

  it('finds the frames that overflowed while the reader was held up', () => {
    const backlog = steady(10, 241).map((each) => ({ ...each, arrivedAt: 2510 }));
    expect(droppedIn([...steady(200), ...backlog, ...steady(200, 251)])).toBe(41);
  });

  it('finds the frames between those that a slow reader takes one by one', () => {
    const everyFifth = Array.from({ length: 500 }, (_, index) => ({
      timestamp: index * 50,
      arrivedAt: index * 50,
    }));
    const dropped = droppedIn([...steady(100, -100), ...everyFifth, ...steady(100, 2500)]);
    expect(dropped).toBe(4 * 500);
  });

  it('counts no loss when a backlog comes late, but whole', () => {
    const late = steady(300).map((each, index) => ({
      ...each,
      arrivedAt: index < 100 || index >= 200 ? each.arrivedAt : 2000,
    }));
    expect(droppedIn(late)).toBe(0);
  });

  it('counts no loss when timestamps slide while the frames come on time', () => {
    // A sound server that measures its latency: 30 frames, each stamped 20 ms after the one before.
    const sliding = steady(500).map((each, index) => ({
      ...each,
      timestamp: each.timestamp + Math.min(300, Math.max(0, index - 100) * 10),
    }));
    expect(droppedIn(sliding)).toBe(0);
  });

  it('counts no loss when the first timestamp is far off', () => {
    expect(droppedIn([{ timestamp: 80, arrivedAt: 0 }, ...steady(500, 1)])).toBe(0);
  });

  it('counts no loss when clocks differ by a tenth of a per mille, however long', () => {
    const drifting = steady(60_000).map(({ timestamp, arrivedAt }) => ({
      timestamp: timestamp * 1.0001,
      arrivedAt: arrivedAt * 1.0001,
    }));
    expect(droppedIn(drifting)).toBe(0);
  });

  it('counts no loss when timestamps and arrivals jitter', () => {
    const jitter = fc.double({ min: 0, max: 30, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(jitter, jitter), { minLength: 200, maxLength: 400 }), (jitters) => {
        const jittery = jitters.map(([early, late], index) => {
          // One in five comes on time: a constant delay is latency, and no jitter.
          const [a, b] = index % 5 === 0 ? [0, 0] : [early, late];
          return { timestamp: index * 10 + a, arrivedAt: index * 10 + b };
        });
        expect(droppedIn(jittery)).toBe(0);
      }),
    );
  });

  it('counts no loss for a hole shorter than a frame', () => {
    const shifted = steady(200, 200).map(({ timestamp, arrivedAt }) => ({
      timestamp: timestamp + 8,
      arrivedAt: arrivedAt + 8,
    }));
    expect(droppedIn([...steady(200), ...shifted])).toBe(0);
  });

  it('counts no loss when the computer slept', () => {
    expect(droppedIn([...steady(200), ...steady(200, 360_000)])).toBe(0);
  });

  it('counts in frames of 10 ms, however long a delivery is', () => {
    const deliveries = (from: number) =>
      Array.from({ length: 40 }, (_, index) => {
        const time = from + index * 25;
        return { timestamp: time, arrivedAt: time };
      });
    expect(droppedIn([...deliveries(0), ...deliveries(1200)], createDropDetector(), 25)).toBe(20);
  });

  it('forgets its measurements on a restart', () => {
    const detector = createDropDetector();
    droppedIn(steady(200), detector);
    detector.restart();
    expect(droppedIn(steady(200, 500), detector)).toBe(0);
  });
});
