import type { GapBand } from '../domain/past/gap-ledger.ts';
import type { Texts } from './texts.ts';

/**
 * Says in the place of a gap what is missing there. `isOnItsWay` says that what was captured in it is being sent, later than it was
 * spoken.
 */
export function missingText(
  { t, duration }: Texts,
  { lostMs, isOpen = false }: Pick<GapBand, 'lostMs'> & { isOpen?: boolean },
  isOnItsWay = false,
): string {
  if (isOnItsWay) return t('transcript_gap_pending', duration(lostMs));
  return t(isOpen ? 'transcript_gap_open' : 'transcript_gap', duration(lostMs));
}
