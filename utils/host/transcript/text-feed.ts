import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';
import type { Segment } from '../../domain/transcript/segment.ts';
import type { TextUpdate } from '../../domain/transcript/text-update.ts';

/** Milliseconds between two updates: nobody could read more of them, and every page draws each one. */
const betweenMs = 50;

/**
 * The greatest number of segments that a page gets when it begins to follow; it reads older ones from the history,
 * where text is kept.
 */
const mostKept = 2000;

/** Sends changes of the running session's text to pages: at once after a quiet moment, else collected. */
export function createTextFeed(send: (update: TextUpdate) => void, edges: Pick<Edges, 'after'>) {
  let sessionId: string | null = null;
  let delay: TextUpdate['delay'] = null;
  let kept = new Map<string, Segment>();
  let unsent = new Map<string, Segment>();
  const timer = createTimer(edges);

  function flush(): void {
    if (sessionId === null || unsent.size === 0) return;
    send({ sessionId, segments: [...unsent.values()], delay });
    unsent = new Map();
    timer.start(betweenMs, flush);
  }

  return {
    add(update: TextUpdate): void {
      if (update.sessionId !== sessionId) {
        kept = new Map();
        unsent = new Map();
      }
      ({ sessionId, delay } = update);
      for (const segment of update.segments) {
        unsent.set(segment.id, segment);
        if (segment.text === '') kept.delete(segment.id);
        else kept.set(segment.id, segment);
      }
      for (const id of kept.keys()) {
        if (kept.size <= mostKept) break;
        kept.delete(id);
      }
      if (!timer.isRunning()) flush();
    },
    /** Everything that a page needs when it begins to follow; null before the first text. */
    known: (): TextUpdate | null =>
      sessionId === null ? null : { sessionId, segments: [...kept.values()], delay },
  };
}
