import type { Edges } from '../../async/edges.ts';

/** One timer for all that is done a few times a second, so that the thread wakes up only once for it. */
export function createBeat(onBeat: () => void, { every }: Pick<Edges, 'every'>) {
  let endBeats: (() => void) | null = null;
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
      endBeats?.();
      endBeats = every(periodMs, () => {
        onBeat();
        beat();
      });
    },

    /** Resolves at the next beat, or at once when the timer was stopped. */
    next: () => (isStopped ? Promise.resolve() : next.promise),

    /** Has those who wait for the next beat wait no longer. */
    wake: beat,

    stop(): void {
      isStopped = true;
      endBeats?.();
      beat();
    },
  };
}
