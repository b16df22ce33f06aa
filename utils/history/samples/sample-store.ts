import type { Sample } from '../../domain/samples/sample.ts';
import type { HistoryDatabase } from '../database/database.ts';
import type { DatabaseAccess } from '../database/database-access.ts';
import { foldSamples } from './fold-samples.ts';
import { minuteOf } from '../rows/packed-minute.ts';

/** The number of writes that wait for a slow database; samples beyond it are dropped. */
const longest = 120;

/**
 * The number of samples that are written at once, because each write wakes three processes. The last sample
 * written is all that is known of a session whose host or browser was killed, so it is never older than two
 * seconds.
 */
const together = 2;

/**
 * Stores the host's samples, as their only writer: a row for each second, packed into one row when its minute
 * is over, so that a session of ten hours opens at once even while it runs. Samples matter less than the
 * stream: one that cannot be stored is dropped.
 */
export function createSampleStore(
  database: Pick<HistoryDatabase, 'samples' | 'sampleMinutes' | 'transaction'>,
  { ready }: Pick<DatabaseAccess, 'ready'>,
) {
  let waiting = 0;
  let written = Promise.resolve();
  let last: { sessionId: string; minute: number } | null = null;
  let unwritten: Sample[] = [];

  function queue(write: () => Promise<unknown>): void {
    if (waiting >= longest) return;
    waiting += 1;
    written = written
      .then(async () => {
        await ready();
        await write();
      })
      .catch(() => undefined)
      .finally(() => {
        waiting -= 1;
      });
  }

  function write(): void {
    const batch = unwritten;
    unwritten = [];
    if (batch.length > 0) queue(() => database.samples.bulkPut(batch));
  }

  return {
    add(sample: Sample): void {
      const { sessionId, at } = sample;
      const minute = minuteOf(at);
      const before = last;
      last = { sessionId, minute };
      const isNewMinute = before?.sessionId === sessionId && before.minute !== minute;
      // A packed minute has all of its samples.
      if (isNewMinute) write();
      unwritten.push(sample);
      if (unwritten.length >= together) write();
      if (isNewMinute) queue(() => foldSamples(database, sessionId, minute));
    },
    /** Packs the remaining samples when the session is over. */
    finish(): void {
      if (!last) return;
      const { sessionId } = last;
      last = null;
      write();
      queue(() => foldSamples(database, sessionId));
    },
    /** Resolves when no sample waits to be written. */
    settled: () => written,
    /** The number of writes that are still to be done. */
    waiting: () => waiting,
  };
}
