import { timerMs } from '../../async/timer-limit.ts';

/** One timer for all that is done a few times a second, so that the thread wakes up only once for it. */
export function createBeat(onBeat: () => void) {
  let timer: ReturnType<typeof setInterval> | undefined;
  let next = Promise.withResolvers<void>();
  let isStopped = false;

  function beat(): void {
    const due = next;
    next = Promise.withResolvers<void>();
    due.resolve();
  }

  return {
    /** Beats every `periodMs` milliseconds from now on. Has no effect after `stop`. */
    setPeriod(periodMs: number): void {
      if (isStopped) return;
      clearInterval(timer);
      timer = setInterval(() => {
        onBeat();
        beat();
      }, timerMs(periodMs));
    },

    /** Resolves at the next beat, or at once when the timer was stopped. */
    next: () => (isStopped ? Promise.resolve() : next.promise),

    /** Has those who wait for the next beat wait no longer. */
    wake: beat,

    stop(): void {
      isStopped = true;
      clearInterval(timer);
      beat();
    },
  };
}
