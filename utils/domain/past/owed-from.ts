import type { GapLedger } from './gap-ledger.ts';
import { lengthWithin, momentBefore } from './stretches.ts';

/** Milliseconds in which what was sent last may not have arrived: as long as an acknowledgement and its reading may take. */
const unprovenMs = 1000;

/** How far a catch-up had come when it was told last, at the moment `at`: `behindMs` of what was captured until then were not sent yet. */
export interface CatchUpPlace {
  at: number;
  behindMs: number;
  speed: number;
}

/**
 * The moment, in epoch milliseconds, from which on nothing that a session captured is known to have arrived, up to its end; null where
 * its last sound is. What was lost before that is no part of it. Where it ended in a catch-up, the log does not say how far that had
 * come; `place` does, null where nobody knows it.
 */
export function owedFrom(
  { captured, lost, to }: Pick<GapLedger, 'captured' | 'lost' | 'to'>,
  place: CatchUpPlace | null = null,
): number | null {
  let from: number | null = null;
  for (const stretch of lost.toReversed()) {
    if (lengthWithin(captured, { from: stretch.to, to: from ?? to }) > 0) break;
    from = stretch.from;
  }
  if (from === null || place === null) return from;
  const unsentMs = place.behindMs + place.speed * unprovenMs;
  return Math.max(from, momentBefore(captured, Math.min(place.at, to), unsentMs));
}
