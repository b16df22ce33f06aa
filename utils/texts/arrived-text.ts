import { lostSoFarMs, type Gaps } from '../domain/session/gaps.ts';
import type { Texts } from './texts.ts';

/** Says how much of a running session arrived so far; null where nothing tells. */
export function arrivedText({ t, duration }: Texts, gaps: Gaps): { isAll: boolean; text: string } | null {
  const lostMs = lostSoFarMs(gaps);
  if (lostMs > 0) return { isAll: false, text: t('popup_lost', duration(lostMs)) };
  if (!gaps.areWatched || gaps.since !== null) return null;
  return {
    isAll: true,
    text: gaps.lateMs > 0 ? t('popup_all_late', duration(gaps.lateMs)) : t('popup_all'),
  };
}
