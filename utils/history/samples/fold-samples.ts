import type { Sample } from '../../domain/samples/sample.ts';
import { allOf, type HistoryDatabase } from '../database/database.ts';
import { minuteMs, minuteOf, packMinute, unpackMinute } from '../rows/packed-minute.ts';

type SampleTables = Pick<HistoryDatabase, 'samples' | 'sampleMinutes' | 'transaction'>;

/**
 * Packs a session's loose samples of minutes before `endMinute` (minutes since the epoch). Each minute is one
 * transaction, so that a sample is either loose or packed, never both, even if the work is cut off.
 */
export async function foldSamples(
  database: SampleTables,
  sessionId: string,
  endMinute = Infinity,
  signal?: AbortSignal,
): Promise<void> {
  const { samples, sampleMinutes } = database;
  for (;;) {
    signal?.throwIfAborted();
    const minute = await database.transaction('rw', samples, sampleMinutes, async () => {
      const first = await samples
        .where(':id')
        .between(...allOf(sessionId))
        .first();
      if (!first || minuteOf(first.at) >= endMinute) return null;
      const found = minuteOf(first.at);
      const ofMinute = samples
        .where(':id')
        .between([sessionId, found * minuteMs], [sessionId, (found + 1) * minuteMs], true, false);
      // Another host may have begun this minute before it was ended.
      const packed = await sampleMinutes.get([sessionId, found]);
      const all = merge(packed ? unpackMinute(packed) : [], await ofMinute.toArray());
      await sampleMinutes.put(packMinute(sessionId, found, all));
      await ofMinute.delete();
      return found;
    });
    if (minute === null) return;
  }
}

/**
 * Packs the loose samples of sessions whose host was ended in the middle. A running session may be among
 * them: its next samples are packed into the same minute.
 */
export async function foldLeftSamples(database: SampleTables, signal?: AbortSignal): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const next = await database.samples.orderBy(':id').first();
    if (!next) return;
    await foldSamples(database, next.sessionId, Infinity, signal);
  }
}

function merge(packed: readonly Sample[], loose: readonly Sample[]): Sample[] {
  const byMoment = new Map([...packed, ...loose].map((sample) => [sample.at, sample]));
  return [...byMoment.values()].sort((one, other) => one.at - other.at);
}
