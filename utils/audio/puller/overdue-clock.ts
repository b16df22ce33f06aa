import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';

export interface OverdueClockOptions extends Pick<Edges, 'steady' | 'after'> {
  /** Milliseconds between two signs of life. */
  periodMs: number;
  /** Called for each whole period without a sign of life. */
  onOverdue(): void;
}

/**
 * Milliseconds: a timer that fires later than this was held up itself (sleep, a busy thread), so it shows
 * nothing about the other side.
 */
const lateMs = 100;

/** Notices when a regular event, such as the next frame, stops coming. */
export function createOverdueClock({ periodMs, onOverdue, steady, after }: OverdueClockOptions) {
  let due = 0;
  let ringsAt = 0;
  const timer = createTimer({ after });

  function schedule(): void {
    ringsAt = due;
    timer.start(ringsAt - steady(), ring);
  }

  function ring(): void {
    const time = steady();
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
      due = steady() + firstMs;
      schedule();
    },

    /** Notes a sign of life at the time `at`. Has no effect while stopped. */
    heard(at = steady()): void {
      if (!timer.isRunning()) return;
      due = at + periodMs;
      // A timer that fires too early is set again, which is cheaper than a new timer for each of 100 frames a
      // second.
      if (due < ringsAt) schedule();
    },

    stop: timer.stop,
  };
}
