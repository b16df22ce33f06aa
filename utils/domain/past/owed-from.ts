import type { GapLedger } from './gap-ledger.ts';
import { lengthWithin } from './stretches.ts';

/**
 * The moment, in epoch milliseconds, from which on nothing that a session captured is known to have arrived, up to its end; null where
 * its last sound is. What was lost before that is no part of it.
 */
export function owedFrom({ captured, lost, to }: Pick<GapLedger, 'captured' | 'lost' | 'to'>): number | null {
  let from: number | null = null;
  for (const stretch of lost.toReversed()) {
    if (lengthWithin(captured, { from: stretch.to, to: from ?? to }) > 0) break;
    from = stretch.from;
  }
  return from;
}
