import { onScopeDispose } from 'vue';
import type { Edges } from '../../utils/async/edges.ts';
import { useServices } from '../services.ts';

/**
 * The clock and the timers of the page, for one component: when it goes away, what is still to run is ended, and nothing
 * more is begun.
 */
export function useEdges(): Pick<Edges, 'now' | 'after' | 'every'> {
  const { now, after, every } = useServices().edges;
  const ends = new Set<() => void>();
  let isGone = false;
  onScopeDispose(() => {
    isGone = true;
    for (const end of ends) end();
  });

  /** Remembers what is to run until it is ended, here or by its caller. */
  const kept = (stop: () => void) => {
    const end = () => {
      ends.delete(end);
      stop();
    };
    if (isGone) stop();
    else ends.add(end);
    return end;
  };
  return {
    now,
    after(ms, run) {
      const end = kept(
        after(ms, () => {
          ends.delete(end);
          run();
        }),
      );
      return end;
    },
    every: (ms, run) => kept(every(ms, run)),
  };
}
