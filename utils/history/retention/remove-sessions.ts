import type { HistoryDatabase } from '../database/database.ts';
import type { StepsOptions } from '../database/steps-options.ts';

/**
 * The number of sessions that are removed in one transaction, which is short enough for other work in
 * between.
 */
const stepSize = 20;

/**
 * Removes sessions with all their events, samples and texts, and what is known of their recordings. Each session is
 * removed as a whole; an abort ends the work early without an error.
 */
export async function removeSessions(
  database: HistoryDatabase,
  ids: readonly string[],
  { onProgress, signal }: StepsOptions = {},
): Promise<void> {
  const { sessions, recordings, events, samples, sampleMinutes, segments, backfills, wordBlocks } = database;
  for (let done = 0; done < ids.length; done += stepSize) {
    if (signal?.aborted) return;
    const step = ids.slice(done, done + stepSize);
    const tables = [events, samples, sampleMinutes, segments, backfills, wordBlocks];
    await database.transaction('rw', [sessions, recordings, ...tables], async ({ idbtrans }) => {
      // Deletes without Dexie, which first counts what it is to remove: counting takes as long as removing,
      // and a live query of these stores is of a session that goes as a whole.
      for (const { name } of tables) for (const id of step) idbtrans.objectStore(name).delete(rangeOf(id));
      await Promise.all([sessions.bulkDelete(step), recordings.bulkDelete(step)]);
    });
    onProgress?.(Math.min(done + stepSize, ids.length), ids.length);
  }
}

/** The range of all keys that begin with this session: among the types of a key, lists sort last. */
function rangeOf(sessionId: string): IDBKeyRange {
  return IDBKeyRange.bound([sessionId], [sessionId, []]);
}
