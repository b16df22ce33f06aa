import { greatest, least } from '../../domain/numbers/extremes.ts';
import { allOf, type HistoryDatabase } from '../database/database.ts';
import { momentsOf } from '../rows/packed-minute.ts';

/** Epoch milliseconds of a session's first and last sample, packed or loose; null without any. */
export async function sampleBounds(
  { samples, sampleMinutes }: Pick<HistoryDatabase, 'samples' | 'sampleMinutes'>,
  sessionId: string,
): Promise<{ first: number; last: number } | null> {
  const minutes = () => sampleMinutes.where(':id').between(...allOf(sessionId));
  const loose = () => samples.where(':id').between(...allOf(sessionId));
  const [firstMinute, lastMinute, firstSample, lastSample] = await Promise.all([
    minutes().first(),
    minutes().last(),
    loose().first(),
    loose().last(),
  ]);
  const moments = [
    ...(firstMinute && lastMinute ? [momentsOf(firstMinute)[0], momentsOf(lastMinute).at(-1)] : []),
    firstSample?.at,
    lastSample?.at,
  ].filter((at) => at !== undefined);
  return moments.length === 0 ? null : { first: least(moments), last: greatest(moments) };
}
