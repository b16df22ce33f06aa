import type { SessionEvent } from '../domain/session-event.ts';

/** How long to wait after a batch could not be stored, in milliseconds. */
const retryMs = 1000;

/** Beyond this the oldest are let go: the stream must outlive a history that cannot be written. */
const longest = 5000;

/**
 * Keeps events until they are known to be stored, and sends them in order, one batch at a time: each arrives at least
 * once.
 */
export function createEventOutbox(send: (batch: SessionEvent[]) => Promise<number>) {
  let waiting: SessionEvent[] = [];
  let sending: Promise<void> | null = null;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  async function sendAll(): Promise<void> {
    while (waiting[0]) {
      const { sessionId } = waiting[0];
      const batch = waiting.filter((event) => event.sessionId === sessionId);
      const stored = await send(batch);
      const left = waiting.filter((event) => event.sessionId !== sessionId || event.seq > stored);
      if (left.length === waiting.length) throw new Error('an answered batch was not stored');
      waiting = left;
    }
  }

  function flush(): void {
    clearTimeout(retryTimer);
    sending ??= sendAll()
      .catch(() => {
        retryTimer = setTimeout(flush, retryMs);
      })
      .finally(() => {
        sending = null;
      });
  }

  return {
    add(event: SessionEvent): void {
      waiting = [...waiting, event].slice(-longest);
      flush();
    },
    /** Nothing waits to be stored. */
    isEmpty: () => waiting.length === 0,
    /** Settles when the batch under way is answered. */
    settled: () => sending ?? Promise.resolve(),
  };
}
