import { dayMs } from '../../domain/bounds/bounds.ts';
import type { HistoryDatabase } from '../database/database.ts';

/**
 * Milliseconds: a clock that is further than this from the history's newest event says nothing about the age of the
 * others.
 */
const farMs = 30 * dayMs;

/**
 * The clock's time where the last events of sessions agree with it; null where they do not, so that nothing is old by
 * it. A session whose time is far from all others says nothing, because its own clock may have been wrong.
 *
 * @param lastEvents epoch milliseconds, in any order
 * @param now epoch milliseconds by a clock that may be wrong by years
 */
export function trustedNow(lastEvents: readonly number[], now: number): number | null {
  const moments = lastEvents.filter((at) => at <= now + dayMs).sort((one, other) => one - other);
  const newest =
    moments.length === 1
      ? moments[0]
      : moments.findLast((at, index) => {
          const before = moments[index - 1];
          return before !== undefined && at - before <= farMs;
        });
  return newest !== undefined && now - newest <= farMs ? now : null;
}

/** When the last event of each session was, in epoch milliseconds, the oldest first. */
export async function lastEvents({ sessions }: Pick<HistoryDatabase, 'sessions'>): Promise<number[]> {
  return (await sessions.orderBy('lastEventAt').keys()) as number[];
}
