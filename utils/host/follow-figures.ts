import type { Edges } from '../async/edges.ts';
import { mediaFigures, type MediaFigures } from '../domain/link/media-figures.ts';
import type { MediaStats } from '../domain/link/media-stats.ts';

const everyMs = 1000;

export interface SessionFiguresOptions extends Pick<Edges, 'every'> {
  /** The last counters of the connection in use; null without one. */
  stats(): MediaStats | null;
  /** Ends the following. */
  signal: AbortSignal;
  onFigures(figures: MediaFigures): void;
}

/** Reports once a second the figures of the connection in use since the last time. */
export function followFigures({ every, stats, signal, onFigures }: SessionFiguresOptions): void {
  let before: MediaStats | null = null;
  const stop = every(everyMs, () => {
    const after = stats();
    const figures = mediaFigures(before, after);
    before = after;
    onFigures(figures);
  });
  signal.addEventListener('abort', stop);
}
