import type { SessionRow } from '../../utils/history/session-row.ts';
import type { Texts } from '../../utils/texts/texts.ts';

export interface DayOfSessions {
  title: string;
  rows: SessionRow[];
}

/** Sessions under the local day on which they began; `now` tells which day is today. */
export function groupByDay(texts: Texts, rows: readonly SessionRow[], now: number): DayOfSessions[] {
  const days: (DayOfSessions & { day: number })[] = [];
  for (const row of rows) {
    const day = startOfDay(row.startedAt);
    const last = days.at(-1);
    if (last?.day === day) last.rows.push(row);
    else days.push({ day, title: dayTitle(texts, day, now), rows: [row] });
  }
  return days;
}

function dayTitle(texts: Texts, day: number, now: number): string {
  if (day === startOfDay(now)) return texts.t('history_today');
  if (day === startOfDay(now, -1)) return texts.t('history_yesterday');
  return texts.day(day);
}

function startOfDay(at: number, daysOff = 0): number {
  const date = new Date(at);
  date.setHours(0, 0, 0, 0);
  // By the calendar, not by 24 hours: a day of the clock change is shorter or longer.
  date.setDate(date.getDate() + daysOff);
  return date.getTime();
}
