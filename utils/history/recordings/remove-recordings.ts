import type { HistoryDatabase } from '../database/database.ts';
import type { RecordingFiles } from './recording-files.ts';

/** Removes the recordings of these sessions, files and rows; the sessions stay. */
export async function removeRecordings(
  { recordings }: Pick<HistoryDatabase, 'recordings'>,
  files: Pick<RecordingFiles, 'remove'>,
  sessionIds: readonly string[],
): Promise<void> {
  await files.remove(sessionIds);
  await recordings.bulkDelete([...sessionIds]);
}
