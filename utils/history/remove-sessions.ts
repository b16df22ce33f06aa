import { allOf, type HistoryDatabase } from './database.ts';
import type { StepsOptions } from './history.ts';

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
    await database.transaction('rw', sessions, events, samples, sampleMinutes, async () => {
      const ownRows = step.flatMap((id) =>
        [events, samples, sampleMinutes].map((table) =>
          table
            .where(':id')
            .between(...allOf(id))
            .delete(),
        ),
      );
      await Promise.all([sessions.bulkDelete(step), ...ownRows]);
    });
    onProgress?.(Math.min(done + stepSize, ids.length), ids.length);
  }
}
