import { timerMs } from '../../async/timer-limit.ts';

export interface OverdueClockOptions {
  /** Milliseconds between two signs of life. */
  periodMs: number;
  /** Called for each whole period without a sign. */
  onOverdue(): void;
  /** Milliseconds on a clock that does not go back. */
  now: () => number;
}

/** A ring that comes later than this was held up itself (sleep, a busy thread), so it judges nobody. */
const lateMs = 100;

/** Notices that something which should come all the time has stopped coming. */
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
    /** Begins to wait, or begins anew: the first sign may take `firstMs`. */
    start(firstMs = periodMs): void {
      due = now() + firstMs;
      schedule();
    },

    /** A sign of life, which came `at`; means nothing while stopped. */
    heard(at = now()): void {
      if (timer === undefined) return;
      due = at + periodMs;
      // A timer that rings too early looks again, which is cheaper than a new timer for each of 100 frames a second.
      if (due < ringsAt) schedule();
    },

    stop(): void {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
