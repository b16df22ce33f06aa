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
 * Stores the log of all sessions; the service worker is its only writer. `beginningOf` gives the first events
 * of a running session, for when the database was deleted meanwhile: without them, later events would have no
 * name and no start.
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

  /** The first events that are missing before this batch, where the database holds nothing of the session. */
  async function missingBefore(batch: readonly SessionEvent[]) {
    const [first] = batch;
    if (!first || batch.some(({ kind }) => kind === 'session-started')) return [];
    if (await sessions.get(first.sessionId)) return [];
    return beginningOf(first.sessionId).catch(() => []);
  }

  /** Numbers events that the worker itself writes for one session, after its last ones. */
  async function numbered(sessionId: string, lines: readonly MomentAndBody[]): Promise<SessionEvent[]> {
    const last = await lastSeq(sessionId, 'worker');
    return lines.map(({ at, body }, index) => ({
      sessionId,
      writer: 'worker',
      seq: last + 1 + index,
      at,
      ...body,
    }));
  }

  /** Stores the events that are not stored yet. */
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

  /** Updates a session's row; `fresh` are stored already, and in their order. */
  async function project(row: SessionRow | undefined, fresh: readonly SessionEvent[]) {
    const first = fresh[0];
    if (row && first && first.at <= row.lastEventAt) {
      return projectSession(await readEvents(database, first.sessionId));
    }
    return fresh.reduce<SessionRow | undefined>(projectEvent, row);
  }

  return {
    /**
     * Stores a batch of one session's events, each once however often it comes. Returns the last `seq` of the
     * host that need not be sent again: where there is no history for good, that is the batch's last.
     *
     * @throws HistoryOffError where the history may be back soon
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
     * Appends events that the worker itself writes, numbered after its last ones; where there is no history,
     * they are dropped. A session that has ended takes no more events, so it ends once even where one worker
     * was ended in the middle and another one repeats the work.
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
     * How far a session's log has come; null where it has none.
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

    /** Reads one session's events in the order they happened, at most {@link mostShownEvents} of them. */
    async events(sessionId: string): Promise<SessionEvent[]> {
      await ready();
      return readEvents(database, sessionId, mostShownEvents);
    },
  };
}

/** The last `seq` of the events that the host wrote. */
function lastOf(batch: readonly SessionEvent[]): number {
  return batch.reduce(
    (highest, { writer, seq }) => (writer === 'host' ? Math.max(highest, seq) : highest),
    0,
  );
}
