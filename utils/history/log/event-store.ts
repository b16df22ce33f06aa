import { withinBounds } from '../../domain/bounds/bounds.ts';
import { isStoredAfterCut, mostEvents } from '../../domain/log/event-weight.ts';
import type { EventWriter, SessionEvent, SessionEventBody } from '../../domain/log/session-event.ts';
import type { MomentAndBody } from '../../domain/session/session-beginning.ts';
import type { SessionStand } from '../../domain/session/start-request.ts';
import { allOf, type HistoryDatabase } from '../database/database.ts';
import type { DatabaseAccess } from '../database/database-access.ts';
import { mostShownEvents, readEvents } from '../database/read-events.ts';
import { sampleBounds } from '../samples/sample-bounds.ts';
import { compareEvents, projectEvent, projectSession } from '../rows/session-projection.ts';
import type { SessionRow } from '../rows/session-row.ts';
import { packRow, unpackRow, type StoredRow } from '../rows/stored-row.ts';

/**
 * The log of all sessions, written by the service worker alone. `beginningOf` gives the beginning of a session that runs, for
 * when the database was deleted under it: without it, what is stored later would have no name and no start.
 */
export function createEventStore(
  database: HistoryDatabase,
  { ready, status }: Pick<DatabaseAccess, 'ready' | 'status'>,
  beginningOf: (sessionId: string) => Promise<readonly MomentAndBody[]> = () => Promise.resolve([]),
) {
  const { sessions, events, samples, sampleMinutes } = database;

  async function lastSeq(sessionId: string, writer: EventWriter): Promise<number> {
    const [lower, upper] = allOf(sessionId);
    const last = await events
      .where('[sessionId+writer+seq]')
      .between([lower[0], writer, lower[1]], [upper[0], writer, upper[1]])
      .last();
    return last?.seq ?? 0;
  }

  async function isOffForGood(): Promise<boolean> {
    const current = await status();
    return current === 'newer' || current === 'broken';
  }

  /** The lines that are missing before this batch of one session's events, where the database has nothing of it. */
  async function missingBefore(batch: readonly SessionEvent[]) {
    const [first] = batch;
    if (!first || batch.some(({ kind }) => kind === 'session-started')) return [];
    if (await sessions.get(first.sessionId)) return [];
    return beginningOf(first.sessionId).catch(() => []);
  }

  /** Events of the worker's own for one session, numbered after its last. */
  async function numbered(sessionId: string, lines: readonly MomentAndBody[]): Promise<SessionEvent[]> {
    const last = await lastSeq(sessionId, 'worker');
    return lines.map(({ at, body }, index) => ({
      ...{ sessionId, writer: 'worker', seq: last + 1 + index, at },
      ...body,
    }));
  }

  /** Stores those that are not there yet. */
  async function put(batch: readonly SessionEvent[]): Promise<void> {
    const kept = batch
      .filter(({ seq, kind }) => seq <= mostEvents || isStoredAfterCut({ kind }))
      .map(withinBounds);
    const known = await events.bulkGet(kept.map(({ sessionId, writer, seq }) => [sessionId, writer, seq]));
    const fresh = kept.filter((_, index) => known[index] === undefined).toSorted(compareEvents);
    await events.bulkPut(fresh);
    for (const [id, own] of Map.groupBy(fresh, ({ sessionId }) => sessionId)) {
      const known = await sessions.get(id);
      const row = await project(known && unpackRow(known), own);
      if (row) await sessions.put(packRow(row));
    }
  }

  /** `fresh` are stored already, and in their order. */
  async function project(row: SessionRow | undefined, fresh: readonly SessionEvent[]) {
    const first = fresh[0];
    if (row && first && first.at <= row.lastEventAt) {
      return projectSession(await readEvents(database, first.sessionId));
    }
    return fresh.reduce<SessionRow | undefined>(projectEvent, row);
  }

  return {
    /**
     * Stores a batch of one session's events, each once however often it comes. Returns the last `seq` of the host's that
     * need not come again: where there is no history for good, that is all of them.
     *
     * @throws HistoryOffError where it may be back soon
     */
    async storeEvents(batch: readonly SessionEvent[]): Promise<number> {
      if (await isOffForGood()) return lastOf(batch);
      await ready();
      const missing = await missingBefore(batch);
      return database.transaction('rw', sessions, events, async () => {
        const beginning = batch[0] ? await numbered(batch[0].sessionId, missing) : [];
        await put([...beginning, ...batch]);
        const last = batch[0] ? await lastSeq(batch[0].sessionId, 'host') : 0;
        return Math.max(last, lastOf(batch));
      });
    },

    /**
     * Adds events of the worker's own, numbered after its last; where there is no history, nobody misses them. A session
     * that has ended has nothing more to tell, and ends once also where one worker was ended over it and another comes to it
     * again.
     */
    async appendWorkerEvents(
      sessionId: string,
      at: number,
      bodies: readonly SessionEventBody[],
    ): Promise<void> {
      if ((await status()) !== 'ok') return;
      await database.transaction('rw', sessions, events, async () => {
        const row = await sessions.get(sessionId);
        if (row && row.outcome !== 'running') return;
        await put(
          await numbered(
            sessionId,
            bodies.map((body) => ({ at, body })),
          ),
        );
      });
    },

    /**
     * How far a session's log has come; null where there is none.
     *
     * @throws HistoryOffError
     */
    async stand(sessionId: string): Promise<SessionStand | null> {
      await ready();
      return database.transaction('r', sessions, events, samples, sampleMinutes, async () => {
        const row = await sessions.get(sessionId);
        if (!row) return null;
        const { lastEventAt, interruptions, interruptedMs } = row;
        const lastSampleAt = (await sampleBounds(database, sessionId))?.last ?? 0;
        const lastKnownAt = Math.max(lastEventAt, lastSampleAt);
        return { lastKnownAt, lastSeq: await lastSeq(sessionId, 'host'), interruptions, interruptedMs };
      });
    },

    /**
     * The sessions whose log has no end.
     *
     * @throws HistoryOffError
     */
    async unfinished(): Promise<StoredRow[]> {
      await ready();
      return sessions.where('outcome').equals('running').toArray();
    },

    /** One session's events in the order they happened, at most {@link mostShownEvents} of them. */
    async events(sessionId: string): Promise<SessionEvent[]> {
      await ready();
      return readEvents(database, sessionId, mostShownEvents);
    },
  };
}

/** The last `seq` of the host's. */
function lastOf(batch: readonly SessionEvent[]): number {
  return batch.reduce(
    (highest, { writer, seq }) => (writer === 'host' ? Math.max(highest, seq) : highest),
    0,
  );
}
