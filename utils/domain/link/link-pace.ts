import { leastSilenceMs, overdueMs, type LinkHealth } from './link-health.ts';

/** Milliseconds between two readings while the far side is overdue. */
const searchEveryMs = 60;

/**
 * A silence that has lasted so long is read again at once, in milliseconds. That of a calm link can wait until it is
 * nearly time to tell it: a few missing answers are enough there.
 */
const doubtAfterMs = { usual: overdueMs, calm: 700 };

/** The longest time between two readings, in milliseconds. */
export const readEveryMs = 500;
/** The longest time between two readings where it is urgent, in milliseconds. */
const urgentEveryMs = 250;

/**
 * How often a far side that can be asked is asked while it answers, in milliseconds: the answers come close enough together to
 * prove that it hears us, and a gap begins no more than 0.3 s before the first sound that was lost.
 */
const askEveryMs = 180;

/**
 * Milliseconds until the next reading, which usually comes after `usualMs`. Readings are more frequent where it is
 * `urgent` (somebody waits to be heard again), and most frequent while the far side is overdue or its new
 * sign is still to be proven (`isProving`). Each reading costs, and one in half a second finds a silence in
 * time. `answersOften` means that the far side gives transport feedback, or is asked.
 */
export function nextReadingMs(
  { verdict, judgedAt, silentSince, isCalm }: LinkHealth,
  {
    usualMs,
    urgent,
    answersOften,
    isProving = false,
  }: { usualMs: number; urgent: boolean; answersOften: boolean; isProving?: boolean },
): number {
  const silenceMs = judgedAt === null || silentSince === null ? null : judgedAt - silentSince;
  if (isProving) return Math.min(usualMs, searchEveryMs);
  if (verdict === 'weak')
    return Math.min(usualMs, silenceMs === null ? searchEveryMs : searchStepMs(silenceMs));
  const everyMs = Math.min(usualMs, urgent ? urgentEveryMs : readEveryMs);
  if (verdict !== 'good' || silenceMs === null) return everyMs;
  const doubtMs = answersOften && isCalm ? doubtAfterMs.calm : doubtAfterMs.usual;
  // The same difference as in the verdict: with another rounding, a reading at the very moment would find no
  // doubt yet.
  const leftMs = doubtMs - silenceMs;
  return leftMs <= 0 ? everyMs : Math.min(everyMs, Math.max(searchEveryMs, leftMs));
}

/**
 * The milliseconds of one step: {@link searchEveryMs} or a little more, so that a step ends when a silence
 * may first be told.
 */
function searchStepMs(silenceMs: number): number {
  const leftMs = leastSilenceMs - silenceMs;
  return leftMs < searchEveryMs ? searchEveryMs : Math.ceil(leftMs / Math.floor(leftMs / searchEveryMs));
}

/**
 * When the far side is asked before the next reading, by when it was asked before; all in milliseconds from this reading on. While
 * there are many readings, each of them asks.
 */
export function askTimes(askedMsAgo: number, untilNextLookMs: number): number[] {
  if (untilNextLookMs <= urgentEveryMs) return [0];
  // Asked in the future is asked by a clock that was set back since: nobody knows when.
  const leftMs = askedMsAgo < 0 ? 0 : Math.max(0, askEveryMs - askedMsAgo);
  const count = Math.max(0, Math.ceil((untilNextLookMs - leftMs) / askEveryMs));
  return Array.from({ length: count }, (_, n) => leftMs + n * askEveryMs);
}
