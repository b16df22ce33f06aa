import type { GapCause, GapLedger } from '../domain/past/gap-ledger.ts';
import type { TextKey, Texts } from './texts.ts';

/** What a session's ledger says in sentences. */
export interface DeliveryTexts {
  /** How much arrived; null where nothing was captured. */
  headline: string | null;
  /** What limits that knowledge, and what was lost in single packets. */
  notes: string[];
  tone: 'plain' | 'warning' | 'unknown';
}

/** Milliseconds: where gaps as short as this can be seen, nothing needs to be said about shorter ones. */
const wellSeenMs = 1000;

/** The smallest share that is said: a smaller one reads as 0 %. */
const leastSaidShare = 0.0005;

export const gapNames = {
  'link-silent': 'gap_connection',
  'network-lost': 'gap_network',
  disconnected: 'gap_connection',
  failed: 'gap_connection',
  closed: 'gap_connection',
  'server-ended': 'gap_connection',
  replaced: 'gap_connection',
  'host-gone': 'gap_host',
  unanswered: 'gap_unanswered',
  'not-sent': 'gap_not_sent',
} as const satisfies Record<GapCause, TextKey>;

/**
 * Says how much of a session arrived. `scattered` is the share, from 0 to 1, of packets that the server counted as lost; null where
 * it counted none.
 */
export function deliveryTexts(
  texts: Texts,
  { capturedMs, lostMs, lateMs, seenFromMs, catchUps }: GapLedger,
  scattered: number | null,
): DeliveryTexts {
  const { t, duration } = texts;
  if (capturedMs === 0) return { headline: null, notes: [], tone: 'plain' };
  if (seenFromMs === null) return { headline: t('delivery_unknown'), notes: [], tone: 'unknown' };
  const notes = [
    ...(seenFromMs > wellSeenMs ? [t('delivery_seen_from', duration(seenFromMs))] : []),
    ...(scattered === null || scattered < leastSaidShare
      ? []
      : [t('delivery_scattered', texts.percent(scattered))]),
  ];
  const isAll = lostMs === 0;
  const isCatchingUp = catchUps.at(-1)?.end === 'open';
  const all = duration(capturedMs);
  const late = duration(lateMs);
  const headlines = isAll
    ? [t('delivery_all', all), t('delivery_all_late', all, late)]
    : isCatchingUp
      ? [
          t('delivery_pending', duration(lostMs), all),
          t('delivery_pending_late', duration(lostMs), all, late),
        ]
      : [t('delivery_lost', duration(lostMs), all), t('delivery_lost_late', duration(lostMs), all, late)];
  return {
    headline: headlines[lateMs > 0 ? 1 : 0] ?? null,
    notes,
    tone: isAll ? 'plain' : 'warning',
  };
}
