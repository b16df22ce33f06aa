import type { Edges } from './edges.ts';

/** Makes a timer for one thing at a time: each start takes the place of the one before. */
export function createTimer({ after }: Pick<Edges, 'after'>) {
  let end: (() => void) | null = null;

  function stop(): void {
    end?.();
    end = null;
  }

  return {
    /** Runs something `ms` milliseconds from now, in place of what was to run. */
    start(ms: number, run: () => void): void {
      stop();
      end = after(ms, () => {
        end = null;
        run();
      });
    },
    stop,
    /** Whether something is still to run. */
    isRunning: () => end !== null,
  };
}
