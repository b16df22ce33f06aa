import type { Edges } from './edges.ts';

/** A signal that aborts when a time has passed, and what keeps it from doing so. */
export interface Deadline {
  readonly signal: AbortSignal;
  end(): void;
}

/** Makes a deadline `ms` milliseconds from now, whose end is to be called when nothing waits for it any more. */
export function createDeadline(ms: number, { after }: Pick<Edges, 'after'>): Deadline {
  const passed = new AbortController();
  const end = after(ms, () => passed.abort());
  return { signal: passed.signal, end };
}
