import { dayMs } from '../../domain/bounds/bounds.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { trustedNow } from './trusted-now.ts';

/** What the rule has to know of a session. */
export interface KeptSession {
  id: string;
  /** Epoch milliseconds of the session's start. */
  startedAt: number;
  /** Epoch milliseconds of the session's last event. */
  lastEventAt: number;
  isRunning: boolean;
  /** Bytes of the session's stored events and samples. */
  bytes: number;
}

export type RetentionLimits = Settings['history'];

/** What the rule remembers between two runs. */
export interface RetentionMemory {
  /** The limits at the last run: a lower limit now has been lowered since. */
  limits: RetentionLimits;
  /**
   * Epoch milliseconds when the current day began, in which at most a tenth of the sessions is removed; their
   * number at its beginning, and the number removed since.
   */
  dayBegan: number;
  sessionsThen: number;
  removedSince: number;
}

interface RetentionDecision {
  remove: string[];
  /** The number of sessions that are beyond the limits but stay for now. */
  waiting: number;
  memory: RetentionMemory;
}

const megabyte = 1_000_000;

/**
 * Decides which sessions are removed because they are beyond the limits; `sessions` are sorted from the
 * oldest, and `now` is the clock, which may be wrong by years. The clock alone never empties a history:
 * nothing is removed by date while the newest event is far from `now`, and a session that stands alone in
 * time does not count as the newest. Of all other sessions beyond the limits, at most a tenth of the history
 * is removed in a day, except for those beyond a limit that user or policy has just lowered. A running
 * session stays.
 */
export function decideRetention(
  sessions: readonly KeptSession[],
  limits: RetentionLimits,
  memory: RetentionMemory | null,
  now: number,
): RetentionDecision {
  const beyond = beyondLimits(sessions, limits, now);
  const isLowered = (name: keyof RetentionLimits) =>
    memory !== null && isLower(limits[name], memory.limits[name]);
  const atOnce = new Set(
    (['keepDays', 'keepSessions', 'keepMegabytes'] as const)
      .filter(isLowered)
      .flatMap((name) => [...beyond[name]]),
  );
  const inOrder = beyondAny(sessions, beyond).map(({ id }) => id);
  const day = dayOf(sessions.length, memory, now);
  const allowed = Math.max(0, Math.max(1, Math.floor(day.sessionsThen / 10)) - day.removedSince);
  const slowly = inOrder.filter((id) => !atOnce.has(id)).slice(0, allowed);
  return {
    remove: [...atOnce, ...slowly],
    waiting: inOrder.length - atOnce.size - slowly.length,
    memory: { limits, ...day, removedSince: day.removedSince + slowly.length },
  };
}

/** All sessions that are beyond a limit, the oldest first, however few of them may be removed today. */
export function beyondAnyLimit<Session extends KeptSession>(
  sessions: readonly Session[],
  limits: RetentionLimits,
  now: number,
): Session[] {
  return beyondAny(sessions, beyondLimits(sessions, limits, now));
}

function beyondAny<Session extends KeptSession>(
  sessions: readonly Session[],
  beyond: Record<keyof RetentionLimits, Set<string>>,
): Session[] {
  return sessions.filter(({ id }) => Object.values(beyond).some((ids) => ids.has(id)));
}

/** The ids of the sessions that are beyond each limit, however many. */
function beyondLimits(
  sessions: readonly KeptSession[],
  { keepDays, keepSessions, keepMegabytes }: RetentionLimits,
  now: number,
): Record<keyof RetentionLimits, Set<string>> {
  const removable = (found: readonly KeptSession[]) =>
    new Set(found.filter(({ isRunning }) => !isRunning).map(({ id }) => id));
  const moments = sessions.map(({ lastEventAt }) => lastEventAt);
  // The only session there is does not go by a clock alone.
  const trusted = moments.length > 1 ? trustedNow(moments, now) : null;
  const oldest = keepDays === null || trusted === null ? -Infinity : trusted - keepDays * dayMs;
  const excess = keepSessions === null ? 0 : Math.max(0, sessions.length - keepSessions);
  return {
    keepDays: removable(sessions.filter(({ startedAt }) => startedAt < oldest)),
    keepSessions: removable(sessions.slice(0, excess)),
    keepMegabytes: removable(keepMegabytes === null ? [] : beyondBytes(sessions, keepMegabytes * megabyte)),
  };
}

/** The sessions before the newest ones that fit into so many bytes. The newest one always fits. */
function beyondBytes(sessions: readonly KeptSession[], bytes: number): KeptSession[] {
  let sum = 0;
  const fromNewest = sessions.toReversed();
  const first = fromNewest.findIndex((session, index) => (sum += session.bytes) > bytes && index > 0);
  return first < 0 ? [] : fromNewest.slice(first);
}

function isLower(limit: number | null, before: number | null): boolean {
  return limit !== null && (before === null || limit < before);
}

/**
 * The current day, or a new one. The first day without a memory, and one after a clock was set back, have
 * used up their tenth.
 */
function dayOf(
  count: number,
  memory: RetentionMemory | null,
  now: number,
): Pick<RetentionMemory, 'dayBegan' | 'sessionsThen' | 'removedSince'> {
  const fresh = { dayBegan: now, sessionsThen: count, removedSince: 0 };
  if (memory === null) return fresh;
  const { dayBegan, sessionsThen, removedSince } = memory;
  if (now < dayBegan - dayMs) return { ...fresh, removedSince: Math.max(1, Math.floor(count / 10)) };
  return now - dayBegan >= dayMs ? fresh : { dayBegan, sessionsThen, removedSince };
}
