import { dayMs } from '../../domain/bounds/bounds.ts';
import { jobsFor, type BackfillJob } from '../../domain/backfill/backfill-job.ts';
import { planBackfill } from '../../domain/backfill/backfill-plan.ts';
import { gapLedger } from '../../domain/past/gap-ledger.ts';
import { recordedStretches } from '../../domain/recording/recorded-time.ts';
import type { HistoryDatabase } from '../database/database.ts';
import { readEvents } from '../database/read-events.ts';
import { openRecording } from '../recordings/open-recording.ts';
import type { RecordingFiles } from '../recordings/recording-files.ts';

/**
 * The requests that a planned one comes to: none where nothing of it was recorded; null while its session runs, or has no row
 * yet.
 */
export async function planSession(
  database: Pick<HistoryDatabase, 'sessions' | 'events' | 'recordings'>,
  files: Pick<RecordingFiles, 'open'>,
  planned: BackfillJob,
  now: number,
): Promise<BackfillJob[] | null> {
  const { sessionId, asked, requestedAt } = planned;
  const session = await database.sessions.get(sessionId);
  // A session that has not begun after a day never will.
  if (!session) return Math.abs(now - requestedAt) > dayMs ? [] : null;
  if (session.outcome === 'running') return null;
  const row = await database.recordings.get(sessionId);
  const recording = row && (await openRecording(row, files));
  const recorded = (recording?.parts ?? []).flatMap(({ points, seconds }) =>
    recordedStretches(points, seconds),
  );
  if (asked === 'again') return jobsFor(planned, planBackfill(recorded, recorded));
  const { lost } = gapLedger(await readEvents(database, sessionId), session.lastEventAt);
  return jobsFor(planned, planBackfill(lost, recorded));
}
