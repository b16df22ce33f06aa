import type { ClockPoint } from '../../domain/recording/recorded-time.ts';

/** Milliseconds by which the clock and the sound may differ: frames come up to half a second late, but some always in time. */
const toleranceMs = 200;

/**
 * Compares the time of a recording with the clock, page by page: of all frames of a page the one that came with the least
 * delay counts, because a delay only ever adds. So drift, sleep and lost frames are found by one rule.
 */
export function createRecordingClock() {
  let point: ClockPoint | null = null;
  let isNew = false;
  /** The page's first frame, and the least delay of its frames. */
  let page: { from: number; offMs: number } | null = null;

  /** When the sound at a place was captured by the point that counts. */
  const expectedAt = ({ seconds, at }: ClockPoint, place: number) => at + (place - seconds) * 1000;

  return {
    /** Notes a frame whose first sample is at `seconds` of the file, and was captured at `at` (epoch milliseconds) or before. */
    observe(seconds: number, at: number): void {
      if (point === null) {
        point = { seconds, at };
        isNew = true;
      }
      page ??= { from: seconds, offMs: Infinity };
      page.offMs = Math.min(page.offMs, at - expectedAt(point, seconds));
    },

    /** Ends a page. Returns the point from which its sound counts where that is another one than before; else null. */
    endPage(): ClockPoint | null {
      if (point === null || page === null) return null;
      const { from, offMs } = page;
      page = null;
      if (!isNew && Math.abs(offMs) <= toleranceMs) return null;
      const seconds = isNew ? point.seconds : from;
      point = { seconds, at: expectedAt(point, seconds) + offMs };
      isNew = false;
      return point;
    },

    /** Begins anew with the next frame, because nothing is captured until then. */
    interrupt(): void {
      point = null;
      page = null;
    },
  };
}
