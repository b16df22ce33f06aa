import type { Edges } from './edges.ts';

/** Milliseconds of work between two rests, and the longest rest. */
const atOnceMs = 20;
const longestRestMs = 200;

/**
 * Makes a function that lets long work leave half of a processor's time to others: awaited between two steps,
 * it rests for as long as there was work since the last rest. On a machine with few processors, a worker that
 * never rests would take the time that a live session's threads need.
 */
export function createWorkAndRest({ steady, after }: Pick<Edges, 'steady' | 'after'>): () => Promise<void> {
  let since = steady();
  return async () => {
    const workedMs = steady() - since;
    if (workedMs < atOnceMs) return;
    await new Promise<void>((resolve) => after(Math.min(workedMs, longestRestMs), resolve));
    since = steady();
  };
}
