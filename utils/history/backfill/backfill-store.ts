import { liveQuery } from 'dexie';
import type { BackfillJob } from '../../domain/backfill/backfill-job.ts';
import { allOf, type HistoryDatabase } from '../database/database.ts';
import type { DatabaseAccess } from '../database/database-access.ts';

export type BackfillStore = ReturnType<typeof createBackfillStore>;

/** The queue of backfill requests in the database, which outlives worker and browser. */
export function createBackfillStore(
  database: Pick<HistoryDatabase, 'backfills' | 'sessions' | 'transaction'>,
  { ready, status }: Pick<DatabaseAccess, 'ready' | 'status'>,
) {
  const { backfills, sessions } = database;
  const ofSession = (sessionId: string) =>
    backfills
      .where('[sessionId+id]')
      .between(...allOf(sessionId))
      .toArray();

  return {
    /** The requests that are not done yet; none where there is no history, because each new worker asks. */
    async open(): Promise<BackfillJob[]> {
      if ((await status()) !== 'ok') return [];
      return backfills.where('state').anyOf('planned', 'waiting', 'running').toArray();
    },

    async get({ sessionId, id }: Pick<BackfillJob, 'sessionId' | 'id'>): Promise<BackfillJob | undefined> {
      await ready();
      return backfills.get([sessionId, id]);
    },

    /** Stores requests in place of those with the same ids. */
    async put(jobs: readonly BackfillJob[]): Promise<void> {
      await ready();
      await backfills.bulkPut([...jobs]);
    },

    /** Stores requests in place of the planned one that they were made of. */
    async replace({ sessionId, id }: BackfillJob, jobs: readonly BackfillJob[]): Promise<void> {
      await ready();
      await database.transaction('rw', backfills, async () => {
        await backfills.delete([sessionId, id]);
        await backfills.bulkPut([...jobs]);
      });
    },

    /** The profile of a session; null where there is no such session any more. */
    async profileOf(sessionId: string): Promise<string | null> {
      await ready();
      return (await sessions.get(sessionId))?.profileId ?? null;
    },

    /** Calls `follow` with a session's requests, in the order of what was spoken, at once and after each change. Returns the unsubscribe. */
    follow(sessionId: string, follow: (jobs: BackfillJob[]) => void): () => void {
      const ending = new AbortController();
      const begin = async () => {
        // Awaited outside the query, because Dexie does not track what a query reads after a wait for anything else.
        await ready();
        if (ending.signal.aborted) return;
        const subscription = liveQuery(() => ofSession(sessionId)).subscribe({
          next: (jobs) => follow(jobs.toSorted((one, other) => one.from - other.from)),
          error: () => undefined,
        });
        ending.signal.addEventListener('abort', () => subscription.unsubscribe());
      };
      // Where there is no history, the page says so itself.
      begin().catch(() => undefined);
      return () => ending.abort();
    },
  };
}
