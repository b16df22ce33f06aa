import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';
import type { Segment } from '../../domain/transcript/segment.ts';

/** Milliseconds between two batches: each wakes the service worker. */
const batchMs = 1000;

/** Milliseconds to wait after a batch could not be stored, doubled after each further failure. */
const retryMs = { first: 1000, longest: 30_000 };

/** The greatest number of segments in one message, and of those that wait; of more, the oldest are dropped. */
const most = { inBatch: 500, waiting: 5000 };

/**
 * After this many consecutive failures, about two minutes, the host no longer waits for the text; the text of a session
 * that the history has not had this many times is dropped, because the session was deleted.
 */
const patience = 8;

/**
 * Keeps segments until they are known to be stored: the newest version of each, in batches, as often as needed. `send`
 * resolves with whether the history has the session; a new one may not have its row yet.
 */
export function createSegmentOutbox(
  send: (sessionId: string, segments: readonly Segment[]) => Promise<boolean>,
  edges: Pick<Edges, 'after'>,
) {
  /** By session id, and then by segment id. */
  const waiting = new Map<string, Map<string, Segment>>();
  let sending: Promise<void> | null = null;
  const timer = createTimer(edges);
  let failures = 0;
  let count = 0;
  /** How often the history has answered that it does not have a session. */
  const misses = new Map<string, number>();

  async function sendNext(): Promise<void> {
    const [next] = waiting;
    if (!next) return;
    const [sessionId, segments] = next;
    const batch = [...segments.values()].slice(0, most.inBatch);
    if (!(await send(sessionId, batch))) {
      miss(sessionId, segments);
      throw new Error('the history does not have this session yet');
    }
    failures = 0;
    misses.delete(sessionId);
    // A segment that changed in the meantime waits for the next batch.
    for (const segment of batch)
      if (segments.get(segment.id) === segment) drop(sessionId, segments, segment.id);
  }

  /** Moves a session that the history does not have behind all others: it may have been deleted. */
  function miss(sessionId: string, segments: Map<string, Segment>): void {
    const times = (misses.get(sessionId) ?? 0) + 1;
    waiting.delete(sessionId);
    if (times < patience) {
      misses.set(sessionId, times);
      waiting.set(sessionId, segments);
    } else {
      misses.delete(sessionId);
      count -= segments.size;
    }
  }

  function drop(sessionId: string, segments: Map<string, Segment>, id: string): void {
    if (segments.delete(id)) count -= 1;
    if (segments.size === 0) waiting.delete(sessionId);
  }

  function flush(): void {
    sending ??= sendNext()
      .catch(() => (failures += 1))
      .then(() => {
        sending = null;
        if (waiting.size > 0) flushLater();
      });
  }

  function flushLater(): void {
    const ms = failures === 0 ? batchMs : Math.min(retryMs.longest, retryMs.first * 2 ** failures);
    if (!timer.isRunning()) timer.start(ms, flush);
  }

  function letOldestGo(): void {
    const [next] = waiting;
    const [id] = next?.[1].keys() ?? [];
    if (next && id !== undefined) drop(next[0], next[1], id);
  }

  return {
    /** Takes new and changed segments. */
    add(sessionId: string, segments: readonly Segment[]): void {
      const own = waiting.get(sessionId) ?? new Map<string, Segment>();
      waiting.set(sessionId, own);
      for (const segment of segments) {
        if (!own.has(segment.id)) count += 1;
        own.set(segment.id, segment);
      }
      while (count > most.waiting) letOldestGo();
      flushLater();
    },
    /** Whether no storable segment is waiting. */
    isEmpty: () => waiting.size === 0 || failures >= patience,
  };
}
