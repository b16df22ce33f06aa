import { isStoredAfterCut, isRepeatable } from '../domain/log/event-weight.ts';
import type { Edges } from '../async/edges.ts';
import { createTimer } from '../async/timer.ts';
import type { SessionEvent } from '../domain/log/session-event.ts';

/** Milliseconds to wait after a batch could not be stored, doubled after each further failure. */
const retryMs = { first: 1000, longest: 30_000 };

/**
 * The greatest number of repeatable events that wait; of more, the oldest are merged into counts, `countedAtOnce` at a
 * time.
 */
const mostWaiting = { events: 5000, countedAtOnce: 500 };

/** The number of events in one message. */
const longestBatch = 500;

/** Up to this many consecutive failures, a new event triggers a retry at once. */
const impatient = 3;

/** After this many consecutive failures, about two minutes, the host need not wait for the log any more. */
const patience = 8;

/**
 * Keeps events until they are known to be stored, and sends them in order, one batch at a time: each arrives
 * at least once. `send` resolves with the number of the last event that is stored. The stream must outlive a history that cannot be written, and the log must not lose what
 * matters: of repeatable events (see `event-weight.ts`) a bounded number waits, and the oldest beyond it are
 * replaced by one event that counts them; milestones, which no flood can cause, all wait.
 */
export function createEventOutbox(
  send: (batch: SessionEvent[]) => Promise<number>,
  edges: Pick<Edges, 'after'>,
) {
  let waiting: SessionEvent[] = [];
  /** The batch under way, which may be stored already. */
  let sent = new Set<SessionEvent>();
  let repeatable = 0;
  let sending: Promise<void> | null = null;
  let failures = 0;
  const retry = createTimer(edges);

  async function sendAll(): Promise<void> {
    while (waiting[0]) {
      const { sessionId } = waiting[0];
      const batch = waiting.filter((event) => event.sessionId === sessionId).slice(0, longestBatch);
      sent = new Set(batch);
      const stored = await send(batch);
      const left = waiting.filter((event) => event.sessionId !== sessionId || event.seq > stored);
      if (left.length === waiting.length) throw new Error('an answered batch was not stored');
      keep(left);
      failures = 0;
    }
  }

  function keep(events: SessionEvent[]): void {
    waiting = events;
    repeatable = events.filter((event) => !isStoredAfterCut(event)).length;
  }

  function countOldest(): void {
    const { sessionId } = waiting.find(isCountable) ?? {};
    const oldest = waiting
      .filter((event) => event.sessionId === sessionId && isCountable(event))
      .slice(0, mostWaiting.countedAtOnce);
    const gone = new Set(oldest);
    const counted = countedAs(oldest);
    keep(waiting.flatMap((event) => (event === oldest[0] ? counted : gone.has(event) ? [] : event)));
  }

  function isCountable(event: SessionEvent): boolean {
    return !isStoredAfterCut(event) && !sent.has(event);
  }

  function flush(): void {
    retry.stop();
    sending ??= sendAll()
      .catch(() => {
        retry.start(Math.min(retryMs.longest, retryMs.first * 2 ** failures), flush);
        failures += 1;
      })
      .finally(() => {
        sent = new Set();
        sending = null;
      });
  }

  return {
    add(event: SessionEvent): void {
      waiting.push(event);
      if (!isStoredAfterCut(event)) repeatable += 1;
      if (repeatable > mostWaiting.events + mostWaiting.countedAtOnce) countOldest();
      // A worker that was just ended is back at once; where nothing can be stored, the retry waits for its time.
      if (failures < impatient) flush();
    },
    /** Whether no event waits that can be stored. */
    isEmpty: () => waiting.length === 0 || failures >= patience,
    /** Resolves when the batch under way is answered. */
    settled: () => sending ?? Promise.resolve(),
  };
}

/** Merges events of one session into one that counts them; none for none. */
function countedAs(events: readonly SessionEvent[]): SessionEvent[] {
  const [first] = events;
  if (!first) return [];
  const times = Map.groupBy(events.filter(isRepeatable), ({ kind }) => kind);
  const counts = [...times].map(([kind, own]) => ({ kind, times: own.length }));
  const { sessionId, writer, seq, at } = first;
  return [{ sessionId, writer, seq, at, kind: 'events-counted', counts }];
}
