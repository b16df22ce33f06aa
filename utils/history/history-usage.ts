import type { HistoryDatabase } from './database/database.ts';
import type { RecordingFiles } from './recordings/recording-files.ts';

/** Bytes, estimated from counts and the average of a sample of rows; those of recordings are those of their files. */
export interface HistoryUsage {
  sessions: { count: number; bytes: number };
  events: { count: number; bytes: number };
  samples: { count: number; bytes: number };
  segments: { count: number; bytes: number };
  recordings: { count: number; bytes: number };
  /** What the browser says of everything that this extension stores; null where it does not say. */
  stored: number | null;
}

/** Rows of a table that are weighed, for the average. */
const weighed = 50;

/** How much is stored of each kind. Counts are exact; bytes are estimated from the average of some rows. */
export async function historyUsage(
  { sessions, events, samples, sampleMinutes, segments }: HistoryDatabase,
  storage: Pick<StorageManager, 'estimate'>,
  files: Pick<RecordingFiles, 'list'>,
): Promise<HistoryUsage> {
  const [ofSessions, ofEvents, loose, minutes, ofSegments, estimate, recorded] = await Promise.all([
    weigh(sessions),
    weigh(events),
    weigh(samples),
    weigh(sampleMinutes),
    weigh(segments),
    storage.estimate().catch(() => ({ usage: undefined })),
    files.list(),
  ]);
  return {
    sessions: ofSessions,
    events: ofEvents,
    samples: { count: loose.count + minutes.count * 60, bytes: loose.bytes + minutes.bytes },
    segments: ofSegments,
    recordings: {
      count: recorded.length,
      bytes: recorded.flatMap((folder) => folder.files).reduce((sum, { bytes }) => sum + bytes, 0),
    },
    stored: estimate.usage ?? null,
  };
}

interface Weighable {
  count(): PromiseLike<number>;
  limit(n: number): { toArray(): PromiseLike<unknown[]> };
}

async function weigh(table: Weighable): Promise<{ count: number; bytes: number }> {
  const [count, rows] = await Promise.all([table.count(), table.limit(weighed).toArray()]);
  const bytes = rows.reduce<number>((sum, row) => sum + bytesOf(row), 0);
  return { count, bytes: rows.length === 0 ? 0 : Math.round((bytes / rows.length) * count) };
}

/** About as much as IndexedDB writes for it: names and text as they are, and typed arrays by their bytes. */
function bytesOf(row: unknown): number {
  let binary = 0;
  const text = JSON.stringify(row, (_, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    binary += value.byteLength;
    return null;
  });
  return text.length + binary;
}
