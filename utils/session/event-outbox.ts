import type { SessionEvent } from '../domain/session-event.ts';

/** How long to wait after a batch could not be stored, in milliseconds: twice as long after each further one. */
const retryMs = { first: 1000, longest: 30_000 };

/** Beyond this the oldest are let go: the stream must outlive a history that cannot be written. */
const longest = 5000;

/** Events of one message. */
const longestBatch = 500;

/** Up to as many tries in a row that came to nothing, a new event is a reason to try at once. */
const impatient = 3;

/** After as many tries in a row that came to nothing, about two minutes, nobody need wait for the log any more. */
const patience = 8;

/**
 * Keeps events until they are known to be stored, and sends them in order, one batch at a time: each arrives at least
 * once.
 */
export function createEventOutbox(send: (batch: SessionEvent[]) => Promise<number>) {
  let waiting: SessionEvent[] = [];
  let sending: Promise<void> | null = null;
  let failures = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  async function sendAll(): Promise<void> {
    while (waiting[0]) {
      const { sessionId } = waiting[0];
      const batch = waiting.filter((event) => event.sessionId === sessionId).slice(0, longestBatch);
      const stored = await send(batch);
      const left = waiting.filter((event) => event.sessionId !== sessionId || event.seq > stored);
      if (left.length === waiting.length) throw new Error('an answered batch was not stored');
      waiting = left;
      failures = 0;
    }
  }

  function flush(): void {
    clearTimeout(retryTimer);
    sending ??= sendAll()
      .catch(() => {
        retryTimer = setTimeout(flush, Math.min(retryMs.longest, retryMs.first * 2 ** failures));
        failures += 1;
      })
      .finally(() => {
        sending = null;
      });
  }

  return {
    add(event: SessionEvent): void {
      waiting = [...waiting, event].slice(-longest);
      // A worker that was just ended is there again at once; where nothing can be stored, the next try comes in its time.
      if (failures < impatient) flush();
    },
    /** Nothing waits that can be stored. */
    isEmpty: () => waiting.length === 0 || failures >= patience,
    /** Settles when the batch under way is answered. */
    settled: () => sending ?? Promise.resolve(),
  };
}
