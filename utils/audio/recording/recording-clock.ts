import type { ClockPoint } from '../../domain/recording/recorded-time.ts';

/** Milliseconds by which clock and sound may differ: frames come up to half a second late, but some always on time. */
const toleranceMs = 200;

/**
 * Compares the time of a recording with the clock, page by page. Of all frames of a page the least delayed one counts,
 * because a delay only adds. One rule thus finds drift, sleep and lost frames.
 */
export function createRecordingClock() {
  let point: ClockPoint | null = null;
  let isNew = false;
  /** The place of the page's first frame, and the least delay among its frames. */
  let page: { from: number; offMs: number } | null = null;

  /** When the sound at a place was captured, according to the current clock point. */
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

    /** Ends a page. Returns a new clock point where the page's sound does not fit the current one; else null. */
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

    /** Starts anew with the next frame, because capturing pauses. */
    interrupt(): void {
      point = null;
      page = null;
    },
  };
}
