import { gapLedger } from '../../domain/past/gap-ledger.ts';
import { owedFrom } from '../../domain/past/owed-from.ts';
import type { OwedSound } from '../../domain/recording/owed-sound.ts';
import type { HistoryDatabase } from '../database/database.ts';
import type { DatabaseAccess } from '../database/database-access.ts';
import { readEvents } from '../database/read-events.ts';

/**
 * Makes a function that finds what a session's recording holds of its end that is not known to have arrived; null where that is
 * nothing, and where it was said for another server than that of `serverOrigin`.
 */
export function createOwedSoundFinder(
  database: Pick<HistoryDatabase, 'events' | 'recordings'>,
  { ready }: Pick<DatabaseAccess, 'ready'>,
) {
  /** @throws HistoryOffError */
  return async function owedSound(sessionId: string, serverOrigin: string | null): Promise<OwedSound | null> {
    await ready();
    const row = await database.recordings.get(sessionId);
    const events = row ? await readEvents(database, sessionId) : [];
    const last = events.at(-1);
    const began = events.find((event) => event.kind === 'session-started');
    if (!last || began?.serverOrigin !== serverOrigin) return null;
    const from = owedFrom(gapLedger(events, last.at));
    return row && from !== null ? { sessionId, from, parts: row.parts } : null;
  };
}
