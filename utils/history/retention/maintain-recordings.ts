import { clampMoment } from '../../domain/bounds/bounds.ts';
import { gapLedger, hasAllArrived } from '../../domain/past/gap-ledger.ts';
import type { HistoryDatabase } from '../database/database.ts';
import { readEvents } from '../database/read-events.ts';
import type { RecordingFiles, RecordingFolder } from '../recordings/recording-files.ts';
import type { RecordingRow } from '../rows/recording-row.ts';
import type { StoredRow } from '../rows/stored-row.ts';
import { removeRecordings } from '../recordings/remove-recordings.ts';
import { lastEvents, trustedNow } from './trusted-now.ts';
import { recordingsToRemove, type RecordingLimits } from './recording-retention.ts';

/** Milliseconds within which a session that has begun to record has its row, even on a slow computer. */
const beginsWithinMs = 600_000;

/** Removes recordings that are beyond their limits, and brings the rows and the files of the others together. */
export async function maintainRecordings(
  database: HistoryDatabase,
  files: RecordingFiles,
  limits: RecordingLimits,
  now: number,
): Promise<void> {
  const { recordings, sessions } = database;
  const folders = await files.list();
  const bytesOf = new Map(folders.map((folder) => [folder.sessionId, sizeOf(folder)]));
  const found = [];
  const rows = new Map((await recordings.toArray()).map((row) => [row.sessionId, row]));
  for (const folder of folders) {
    const session = await sessions.get(folder.sessionId);
    if (!session) {
      // A session that has just begun may have no row yet; one that was removed never has one again.
      if (isOld(folder, now)) await removeRecordings(database, files, [folder.sessionId]);
      continue;
    }
    const row = rows.get(folder.sessionId) ?? takenUp(folder);
    if (!rows.has(folder.sessionId)) await recordings.put(row);
    found.push({
      ...row,
      lastEventAt: session.lastEventAt,
      isRunning: session.outcome === 'running',
      isDelivered: row.keep === 'until-delivered' && (await isDelivered(database, session)),
      bytes: bytesOf.get(folder.sessionId) ?? 0,
    });
  }
  for (const { sessionId } of rows.values()) {
    const isGone = !bytesOf.has(sessionId) && (await sessions.get(sessionId))?.outcome !== 'running';
    if (isGone) await recordings.delete(sessionId);
  }
  const trusted = trustedNow(await lastEvents({ sessions }), now);
  await removeRecordings(database, files, recordingsToRemove(found, limits, trusted));
}

/** Whether everything that a session captured is known to have arrived; false while it runs. */
async function isDelivered(
  database: Pick<HistoryDatabase, 'events'>,
  { id, outcome, lastEventAt }: StoredRow,
): Promise<boolean> {
  if (outcome === 'running') return false;
  const ledger = gapLedger(await readEvents(database, id), lastEventAt);
  return hasAllArrived(ledger, ledger.to);
}

/** A row for files without one; their names contain the moment at which they begin. */
function takenUp({ sessionId, files }: RecordingFolder): RecordingRow {
  const parts = files.map(({ name }) => ({
    name,
    points: [{ seconds: 0, at: clampMoment(Number.parseInt(name, 10)) }],
  }));
  return { sessionId, keep: 'until-delivered', isKept: false, parts };
}

function isOld({ files }: RecordingFolder, now: number): boolean {
  return files.every(({ lastModified }) => Math.abs(now - lastModified) > beginsWithinMs);
}

function sizeOf({ files }: RecordingFolder): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
