import type { Sample } from '../../domain/samples/sample.ts';
import type { HistoryDatabase } from '../database/database.ts';
import type { DatabaseAccess } from '../database/database-access.ts';
import { foldSamples } from './fold-samples.ts';
import { minuteOf } from '../rows/packed-minute.ts';

/** Writes that wait for a database that is slow; beyond it they are let go. */
const longest = 120;

/**
 * Samples that are written at once: each write wakes three processes. The last one written is what is known of a session
 * whose host or browser was killed, so it is never older than two seconds.
 */
const together = 2;

/**
 * Where the host puts its samples, as their only writer: a row for each second, and every minute that is over packed into one,
 * so that a session of ten hours opens at once even while it runs. Samples are worth less than the stream: whatever fails
 * here is let go.
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
      // A minute that is packed has all of its own.
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
