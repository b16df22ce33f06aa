import type { SessionSummary } from '../../utils/history/catalogue/session-query.ts';
import type { Texts } from '../../utils/texts/texts.ts';
import { startOfDay } from '../navigation/history-filters.ts';

/** One line of the list: a day, or the `index`th of all sessions. */
export type HistoryItem =
  { type: 'day'; key: string; title: string } | { type: 'session'; key: string; index: number };

/**
 * Puts sessions under the local day on which they began, where the list is in that order; `now` (epoch
 * milliseconds) tells which day is today.
 */
export function historyItems(
  texts: Texts,
  sessions: readonly Pick<SessionSummary, 'id' | 'startedAt'>[],
  { byDay, now }: { byDay: boolean; now: number },
): HistoryItem[] {
  const items: HistoryItem[] = [];
  let dayFrom = Infinity;
  let dayTo = -Infinity;
  sessions.forEach(({ id, startedAt }, index) => {
    if (byDay && (startedAt < dayFrom || startedAt >= dayTo)) {
      dayFrom = startOfDay(startedAt);
      dayTo = startOfDay(startedAt, 1);
      items.push({ type: 'day', key: `day-${String(dayFrom)}`, title: dayTitle(texts, dayFrom, now) });
    }
    items.push({ type: 'session', key: id, index });
  });
  return items;
}

function dayTitle(texts: Texts, day: number, now: number): string {
  if (day === startOfDay(now)) return texts.t('history_today');
  if (day === startOfDay(now, -1)) return texts.t('history_yesterday');
  return texts.day(day);
}
