import { frameMs } from '../../domain/frames/frame.ts';

/** Milliseconds of sound in one window: long enough that some delivery in it comes fresh from the microphone. */
const windowMs = 500;

/** Clocks differ by a few samples from one delivery to the next. */
const toleranceMs = 1;

/** A longer hole is a computer that slept, and not a fault of the frames. */
const sleepMs = 10_000;

/**
 * How far sound lags behind, in milliseconds: by the timestamps, and by the clock of the one who pulls. Of each window
 * the least lag is kept, because whatever delays a delivery only ever adds to it.
 */
interface Lags {
  byTimestamp: number;
  byArrival: number;
}

/**
 * Finds the frames that the browser never delivered: the timestamps then run ahead of the sound that came, and so does
 * the clock. It takes both, since each alone is often wrong. Arrivals come late and in bursts; the timestamps of a
 * sound server slide by 0.3 s in the first seconds while it learns its own latency, with no sample missing.
 */
export function createDropDetector() {
  let delivered = 0;
  let windowEnd = windowMs;
  let before: Lags | null = null;
  let least = noLags();

  return {
    /**
     * The frames (10 ms) found missing, at the end of the window after the one in which they went missing.
     *
     * @param timestamp of the first sample, in microseconds
     * @param durationMs milliseconds of sound
     * @param arrivedAt milliseconds on a clock that does not go back
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

    /** Forgets what was: another track, or one that was muted, begins anew. */
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
