import type { HistoryDatabase } from '../database/database.ts';
import type { StepsOptions } from '../database/steps-options.ts';

/** Sessions that go in one transaction: short enough for everybody else to have a turn in between. */
const stepSize = 20;

/**
 * Removes sessions with all that is theirs. Each of them is there as a whole or gone as a whole; it ends early, and
 * quietly, when it is aborted.
 */
export async function removeSessions(
  database: HistoryDatabase,
  ids: readonly string[],
  { onProgress, signal }: StepsOptions = {},
): Promise<void> {
  const { sessions, events, samples, sampleMinutes } = database;
  for (let done = 0; done < ids.length; done += stepSize) {
    if (signal?.aborted) return;
    const step = ids.slice(done, done + stepSize);
    const tables = [events, samples, sampleMinutes];
    await database.transaction('rw', [sessions, ...tables], async ({ idbtrans }) => {
      // Past Dexie, which counts what it is to remove: that takes as long as removing it, and nobody follows these.
      for (const { name } of tables) for (const id of step) idbtrans.objectStore(name).delete(rangeOf(id));
      await sessions.bulkDelete(step);
    });
    onProgress?.(Math.min(done + stepSize, ids.length), ids.length);
  }
}

/** All keys that begin with this session: of what a key can be, a list comes last. */
function rangeOf(sessionId: string): IDBKeyRange {
  return IDBKeyRange.bound([sessionId], [sessionId, []]);
}
