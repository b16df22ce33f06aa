import { frameMs } from '../../domain/frames/frame.ts';

/** Milliseconds of sound in one window: long enough for at least one delivery in it to come without delay. */
const windowMs = 500;

/** Tolerance in milliseconds: the clocks differ by a few samples from one delivery to the next. */
const toleranceMs = 1;

/** Milliseconds: a longer gap means that the computer slept, and is no fault of the frames. */
const sleepMs = 10_000;

/**
 * How far the sound lags behind, in milliseconds, by its timestamps and by the puller's clock. The least lag
 * of each window is kept, because a delay in delivery only ever adds to it.
 */
interface Lags {
  byTimestamp: number;
  byArrival: number;
}

/**
 * Detects frames that the browser never delivered: the timestamps then run ahead of the sound that came, and
 * so does the clock. Both are compared, since each alone is often wrong: arrivals come late and in bursts,
 * and the timestamps of a sound server slide by 0.3 s in the first seconds while it measures its own latency,
 * with no sample missing.
 */
export function createDropDetector() {
  let delivered = 0;
  let windowEnd = windowMs;
  let before: Lags | null = null;
  let least = noLags();

  return {
    /**
     * Counts the missing frames of 10 ms. They are reported at the end of the window after the one in which
     * they went missing.
     *
     * @param timestamp microseconds of the first sample
     * @param durationMs milliseconds of sound
     * @param arrivedAt milliseconds on a monotonic clock
     */
    observe(timestamp: number, durationMs: number, arrivedAt: number): number {
      least.byTimestamp = Math.min(least.byTimestamp, timestamp / 1000 - delivered);
      least.byArrival = Math.min(least.byArrival, arrivedAt - delivered);
      delivered += durationMs;
      if (delivered < windowEnd) return 0;

      const dropped = before ? framesBetween(before, least) : 0;
      windowEnd = delivered + windowMs;
      before = least;
      least = noLags();
      return dropped;
    },

    /** Forgets all earlier measurements, for another track or one that was muted. */
    restart(): void {
      delivered = 0;
      windowEnd = windowMs;
      before = null;
      least = noLags();
    },
  };
}

function noLags(): Lags {
  return { byTimestamp: Infinity, byArrival: Infinity };
}

function framesBetween(before: Lags, after: Lags): number {
  const holeMs = Math.min(after.byTimestamp - before.byTimestamp, after.byArrival - before.byArrival);
  return holeMs > sleepMs ? 0 : Math.max(0, Math.floor((holeMs + toleranceMs) / frameMs));
}
