import { timerMs } from '../../async/timer-limit.ts';

export interface OverdueClockOptions {
  /** Milliseconds between two signs of life. */
  periodMs: number;
  /** Called for each whole period without a sign of life. */
  onOverdue(): void;
  /** Milliseconds on a monotonic clock. */
  now: () => number;
}

/**
 * Milliseconds: a timer that fires later than this was held up itself (sleep, a busy thread), so it shows
 * nothing about the other side.
 */
const lateMs = 100;

/** Notices when a regular event, such as the next frame, stops coming. */
export function createOverdueClock({ periodMs, onOverdue, now }: OverdueClockOptions) {
  let due = 0;
  let ringsAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function schedule(): void {
    clearTimeout(timer);
    ringsAt = due;
    timer = setTimeout(ring, timerMs(ringsAt - now()));
  }

  function ring(): void {
    const time = now();
    const isLate = time - ringsAt > lateMs;
    const isOverdue = !isLate && time >= due;
    if (isLate) due = time + periodMs;
    if (isOverdue) due += periodMs;
    schedule();
    if (isOverdue) onOverdue();
  }

  return {
    /** Starts waiting, or starts again: the first sign of life may take `firstMs` milliseconds. */
    start(firstMs = periodMs): void {
      due = now() + firstMs;
      schedule();
    },

    /** Notes a sign of life at the time `at`. Has no effect while stopped. */
    heard(at = now()): void {
      if (timer === undefined) return;
      due = at + periodMs;
      // A timer that fires too early is set again, which is cheaper than a new timer for each of 100 frames a
      // second.
      if (due < ringsAt) schedule();
    },

    stop(): void {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
