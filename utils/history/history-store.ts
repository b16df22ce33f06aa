import { Dexie, liveQuery } from 'dexie';
import type { EventWriter, SessionEvent, SessionEventBody } from '../domain/session-event.ts';
import type { HistoryDatabase } from './database.ts';
import { projectSession } from './session-projection.ts';
import type { SessionRow } from './session-row.ts';

export type HistoryStore = ReturnType<typeof createHistoryStore>;

/** Session history: written by the service worker alone, read by the views. */
export function createHistoryStore(database: HistoryDatabase) {
  const { sessions, events } = database;

  async function lastSeq(sessionId: string, writer: EventWriter): Promise<number> {
    const last = await events
      .where('[sessionId+writer+seq]')
      .between([sessionId, writer, Dexie.minKey], [sessionId, writer, Dexie.maxKey])
      .last();
    return last?.seq ?? 0;
  }

  async function put(batch: readonly SessionEvent[]): Promise<void> {
    await events.bulkPut([...batch]);
    for (const event of batch) await sessions.put(projectSession(await sessions.get(event.sessionId), event));
  }

  return {
    /**
     * Stores a batch of one session's events, each once however often it comes. Returns the last `seq` stored of the
     * host's.
     */
    storeEvents(batch: readonly SessionEvent[]): Promise<number> {
      return database.transaction('rw', sessions, events, async () => {
        await put(batch);
        return batch[0] ? lastSeq(batch[0].sessionId, 'host') : 0;
      });
    },

    /** Adds events of the worker's own, numbered after its last. */
    appendWorkerEvents(sessionId: string, at: number, bodies: readonly SessionEventBody[]): Promise<void> {
      return database.transaction('rw', sessions, events, async () => {
        const last = await lastSeq(sessionId, 'worker');
        await put(
          bodies.map((body, index) => ({ sessionId, writer: 'worker', seq: last + 1 + index, at, ...body })),
        );
      });
    },

    sessions({ before, limit }: { before?: number; limit: number }): Promise<SessionRow[]> {
      const newestFirst =
        before === undefined
          ? sessions.orderBy('startedAt').reverse()
          : sessions.where('startedAt').below(before).reverse();
      return newestFirst.limit(limit).toArray();
    },

    session: (id: string): Promise<SessionRow | undefined> => sessions.get(id),

    /** One session's events in the order they happened; a session's log is read whole. */
    events(sessionId: string): Promise<SessionEvent[]> {
      return events
        .where('[sessionId+at]')
        .between([sessionId, Dexie.minKey], [sessionId, Dexie.maxKey])
        .toArray();
    },

    /** Tells of every change, also by another context. Returns the unsubscribe. */
    onChange(follow: () => void): () => void {
      const changes = liveQuery(() => sessions.orderBy('lastEventAt').last());
      const subscription = changes.subscribe({ next: follow, error: follow });
      return () => {
        subscription.unsubscribe();
      };
    },
  };
}
