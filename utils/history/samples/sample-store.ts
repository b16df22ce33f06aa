import type { Sample } from '../../domain/samples/sample.ts';
import type { HistoryDatabase } from '../database/database.ts';
import type { DatabaseAccess } from '../database/database-access.ts';
import { foldSamples } from './fold-samples.ts';
import { minuteOf } from '../rows/packed-minute.ts';

/** Samples that wait for a database that is slow; beyond it they are let go. */
const longest = 120;

/**
 * Where the host puts its samples, as their only writer: one row a second, and every minute that is over packed into one,
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

  return {
    add(sample: Sample): void {
      const { sessionId, at } = sample;
      const minute = minuteOf(at);
      const before = last;
      last = { sessionId, minute };
      queue(() => database.samples.put(sample));
      if (before?.sessionId === sessionId && before.minute !== minute) {
        queue(() => foldSamples(database, sessionId, minute));
      }
    },
    /** The session is over: packs what is left of it. */
    finish(): void {
      if (!last) return;
      const { sessionId } = last;
      last = null;
      queue(() => foldSamples(database, sessionId));
    },
    /** Settles when nothing waits to be written. */
    settled: () => written,
    /** How many writes are waited for. */
    waiting: () => waiting,
  };
}
