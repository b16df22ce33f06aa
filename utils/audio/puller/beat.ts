import { timerMs } from '../../async/timer-limit.ts';

/** One timer for all that is done a few times a second, so that a thread wakes up once for it. */
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
    /** Beats every `periodMs` from now on; means nothing once stopped. */
    setPeriod(periodMs: number): void {
      if (isStopped) return;
      clearInterval(timer);
      timer = setInterval(() => {
        onBeat();
        beat();
      }, timerMs(periodMs));
    },

    /** Settles at the next beat, or when there will be none any more. */
    next: () => (isStopped ? Promise.resolve() : next.promise),

    stop(): void {
      isStopped = true;
      clearInterval(timer);
      beat();
    },
  };
}
