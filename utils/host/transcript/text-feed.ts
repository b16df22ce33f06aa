import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';
import type { Segment } from '../../domain/transcript/segment.ts';
import type { TextUpdate } from '../../domain/transcript/text-update.ts';

/** Milliseconds between two updates: more of them nobody could read, and each is drawn by every page. */
const betweenMs = 50;

/** The segments that a page gets when it begins to follow; the others it reads from the history, where they are kept. */
const mostKept = 2000;

/**
 * Hands the text of the session that runs to pages: at once where nothing came a moment ago, else together with what comes
 * meanwhile.
 */
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
    /** All that a page has to know when it begins to follow; null before the first text. */
    known: (): TextUpdate | null =>
      sessionId === null ? null : { sessionId, segments: [...kept.values()], delay },
  };
}
