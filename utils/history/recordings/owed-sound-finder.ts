import type { SessionEvent } from '../../domain/log/session-event.ts';
import { gapLedger } from '../../domain/past/gap-ledger.ts';
import { owedFrom, type CatchUpPlace } from '../../domain/past/owed-from.ts';
import type { OwedSound } from '../../domain/recording/owed-sound.ts';
import { lateIn } from '../../domain/session/behind.ts';
import type { Running } from '../../domain/session/session-state.ts';
import type { HistoryDatabase } from '../database/database.ts';
import type { DatabaseAccess } from '../database/database-access.ts';
import { readEvents } from '../database/read-events.ts';

/** A session that goes on, whose host is gone: the last moment that is known of that, and what was told of it last. */
export interface LostHost {
  /** Epoch milliseconds. */
  at: number;
  running: Pick<Running, 'behind' | 'gaps'>;
}

/**
 * Makes a function that finds what a session's recording holds of its end, or of the end of its host, that is not known to have
 * arrived; null where that is nothing, and where it was said for another server than that of `serverOrigin`.
 */
export function createOwedSoundFinder(
  database: Pick<HistoryDatabase, 'events' | 'recordings'>,
  { ready }: Pick<DatabaseAccess, 'ready'>,
) {
  /** @throws HistoryOffError */
  return async function owedSound(
    sessionId: string,
    serverOrigin: string | null,
    lost: LostHost | null = null,
  ): Promise<OwedSound | null> {
    await ready();
    const row = await database.recordings.get(sessionId);
    const stored = row ? await readEvents(database, sessionId) : [];
    const events = lost ? cutOffAt(stored, lost.at) : stored;
    const last = events.at(-1);
    const began = events.find((event) => event.kind === 'session-started');
    if (!last || began?.serverOrigin !== serverOrigin) return null;
    const from = owedFrom(gapLedger(events, last.at), lost && placeOf(lost));
    return row && from !== null ? { sessionId, from, parts: row.parts } : null;
  };
}

/** The log as it would be if the session had been cut off at a moment with its host. */
function cutOffAt(events: readonly SessionEvent[], at: number): readonly SessionEvent[] {
  const [first] = events;
  if (!first) return [];
  const ended = {
    kind: 'session-ended',
    by: 'interruption',
    durationMs: Math.max(0, at - first.at),
  } as const;
  return [...events, { sessionId: first.sessionId, writer: 'worker', seq: Infinity, at, ...ended }];
}

/** How far the catch-up of a lost host had come; null where none was under way, or nothing proves that what it sent has arrived. */
function placeOf({ running }: LostHost): CatchUpPlace | null {
  const late = running.gaps.since === null ? lateIn(running) : null;
  return late?.state === 'catching-up' ? late : null;
}
