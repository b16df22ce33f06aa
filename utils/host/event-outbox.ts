import { isStoredAfterCut, isRepeatable } from '../domain/log/event-weight.ts';
import type { SessionEvent } from '../domain/log/session-event.ts';

/** How long to wait after a batch could not be stored, in milliseconds: twice as long after each further one. */
const retryMs = { first: 1000, longest: 30_000 };

/** Repeatable events that wait: of more the oldest are counted together, so many at a time. */
const mostWaiting = { events: 5000, countedAtOnce: 500 };

/** Events of one message. */
const longestBatch = 500;

/** Up to as many tries in a row that came to nothing, a new event is a reason to try at once. */
const impatient = 3;

/** After as many tries in a row that came to nothing, about two minutes, nobody need wait for the log any more. */
const patience = 8;

/**
 * Keeps events until they are known to be stored, and sends them in order, one batch at a time: each arrives at least
 * once. The stream must outlive a history that cannot be written, and the log must not lose what matters: of repeatable
 * events (see `event-weight.ts`) a bounded number waits, and the oldest of more become one that counts them; milestones,
 * which no flood can bring about, all wait.
 */
export function createEventOutbox(send: (batch: SessionEvent[]) => Promise<number>) {
  let waiting: SessionEvent[] = [];
  /** The batch under way: it may be stored already. */
  let sent = new Set<SessionEvent>();
  let repeatable = 0;
  let sending: Promise<void> | null = null;
  let failures = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

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
    clearTimeout(retryTimer);
    sending ??= sendAll()
      .catch(() => {
        retryTimer = setTimeout(flush, Math.min(retryMs.longest, retryMs.first * 2 ** failures));
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
      // A worker that was just ended is there again at once; where nothing can be stored, the next try comes in its time.
      if (failures < impatient) flush();
    },
    /** Nothing waits that can be stored. */
    isEmpty: () => waiting.length === 0 || failures >= patience,
    /** Settles when the batch under way is answered. */
    settled: () => sending ?? Promise.resolve(),
  };
}

/** One event in the place of several of one session; none in the place of none. */
function countedAs(events: readonly SessionEvent[]): SessionEvent[] {
  const [first] = events;
  if (!first) return [];
  const times = Map.groupBy(events.filter(isRepeatable), ({ kind }) => kind);
  const counts = [...times].map(([kind, own]) => ({ kind, times: own.length }));
  const { sessionId, writer, seq, at } = first;
  return [{ sessionId, writer, seq, at, kind: 'events-counted', counts }];
}
