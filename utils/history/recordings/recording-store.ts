import type { ClockPoint } from '../../domain/recording/recorded-time.ts';
import type { RecordingReport } from '../../domain/recording/recording-report.ts';
import type { HistoryDatabase } from '../database/database.ts';
import type { DatabaseAccess } from '../database/database-access.ts';
import type { RecordingRow } from '../rows/recording-row.ts';

/**
 * Stores the reports of a recorder, in order. A report that cannot be stored is dropped: the file exists, and the
 * maintenance adds its row later.
 */
export function createRecordingStore(
  { recordings }: Pick<HistoryDatabase, 'recordings'>,
  { ready }: Pick<DatabaseAccess, 'ready'>,
) {
  let storing = Promise.resolve();
  let waiting = 0;

  async function store(
    sessionId: string,
    keep: RecordingRow['keep'],
    report: RecordingReport,
  ): Promise<void> {
    await ready();
    if (report.type === 'began') {
      const row = (await recordings.get(sessionId)) ?? { sessionId, keep, isKept: false, parts: [] };
      const part = { name: report.name, points: [{ seconds: 0, at: report.at }] };
      await recordings.put({ ...row, parts: [...row.parts, part] });
    } else if (report.type === 'placed') {
      await recordings
        .where('sessionId')
        .equals(sessionId)
        .modify((row) => {
          const part = row.parts.at(-1);
          if (part) part.points = withPoint(part.points, report.point);
        });
    }
  }

  return {
    report(sessionId: string, keep: RecordingRow['keep'], report: RecordingReport): void {
      waiting += 1;
      storing = storing
        .then(() => store(sessionId, keep, report))
        .catch(() => undefined)
        .finally(() => (waiting -= 1));
    },
    /** The number of reports that are not stored yet. */
    waiting: () => waiting,
  };
}

/** The greatest number of points of a file: a pause a minute for a day and more. Of further ones the newest is kept. */
const mostPoints = 2000;

/** The second of two points at the same place is the better measurement. */
function withPoint(points: readonly ClockPoint[], point: ClockPoint): ClockPoint[] {
  const others = points.filter(({ seconds }) => seconds !== point.seconds);
  return [...others.slice(0, mostPoints - 1), point];
}
