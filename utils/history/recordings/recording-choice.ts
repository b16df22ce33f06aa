import type { LastRecording } from '../../domain/recording/last-recording.ts';
import type { DatabaseAccess } from '../database/database-access.ts';
import type { HistoryDatabase } from '../database/database.ts';

/** Whether the user keeps a recording, whatever its age. */
export function createRecordingChoice(
  { sessions, recordings }: Pick<HistoryDatabase, 'sessions' | 'recordings'>,
  { ready }: Pick<DatabaseAccess, 'ready'>,
) {
  return {
    /** The recording of the newest session; null where that has none, or none any more. */
    async last(): Promise<LastRecording | null> {
      await ready();
      const id = (await sessions.orderBy('startedAt').last())?.id;
      const row = id === undefined ? undefined : await recordings.get(id);
      return row ? { sessionId: row.sessionId, isKept: row.isKept } : null;
    },

    /** Keeps a recording, or no longer. Has no effect on one that is gone. */
    async keep(sessionId: string, isKept: boolean): Promise<void> {
      await ready();
      await recordings.update(sessionId, { isKept });
    },
  };
}
