import type {
  SessionFilter,
  SessionQuery,
  SessionSort,
} from '../../utils/history/catalogue/session-query.ts';
import type { SessionOutcome } from '../../utils/history/rows/session-row.ts';

export const periods = ['any', 'today', 'week', 'month', 'days'] as const;
export type Period = (typeof periods)[number];

export const outcomes = ['stopped', 'failed', 'interrupted', 'running'] as const satisfies SessionOutcome[];

export const sortings = {
  newest: { by: 'startedAt', order: 'descending' },
  oldest: { by: 'startedAt', order: 'ascending' },
  longest: { by: 'duration', order: 'descending' },
  interrupted: { by: 'interruptedMs', order: 'descending' },
  reconnects: { by: 'reconnects', order: 'descending' },
  quality: { by: 'quality', order: 'ascending' },
} as const satisfies Record<string, SessionSort>;
export type Sorting = keyof typeof sortings;

/**
 * What the list shows; part of the address, so that it can be linked to and the browser's Back returns to it.
 */
export interface HistoryFilters {
  text: string;
  /** The profile's id; empty for all profiles. */
  profileId: string;
  outcome: SessionOutcome | '';
  period: Period;
  /**
   * Local days such as `2026-11-22`, both included; empty for open ends. They apply where the period is
   * `days`.
   */
  fromDay: string;
  toDay: string;
  interrupted: boolean;
  sorting: Sorting;
}

export const noFilters: HistoryFilters = {
  text: '',
  profileId: '',
  outcome: '',
  period: 'any',
  fromDay: '',
  toDay: '',
  interrupted: false,
  sorting: 'newest',
};

/** Whether the filters may leave out sessions. */
export function isFiltered(filters: HistoryFilters): boolean {
  return Object.keys(filterOf(filters, 0)).length > 0;
}

/** Reads the query after the `?` of a hash; unknown parts of it are ignored. */
export function parseFilters(query: string): HistoryFilters {
  const said = new URLSearchParams(query);
  const oneOf = <Value extends string>(name: string, values: readonly Value[]): Value | undefined =>
    values.find((value) => value === said.get(name));
  const day = (name: string) => (/^\d{4}-\d{2}-\d{2}$/.exec(said.get(name) ?? '') ?? [''])[0];
  return {
    text: said.get('search') ?? '',
    profileId: said.get('profile') ?? '',
    outcome: oneOf('outcome', outcomes) ?? '',
    period: oneOf('period', periods) ?? 'any',
    fromDay: day('from'),
    toDay: day('to'),
    interrupted: said.get('interrupted') === '1',
    sorting: oneOf('sort', Object.keys(sortings) as Sorting[]) ?? 'newest',
  };
}

/** The address of the list with these filters, as short as they allow. */
export function historyHash(filters: HistoryFilters): string {
  const { text, profileId, outcome, period, fromDay, toDay, interrupted, sorting } = filters;
  const said = new URLSearchParams();
  const say = (name: string, value: string, unsaid = '') => {
    if (value !== unsaid) said.set(name, value);
  };
  say('search', text);
  say('profile', profileId);
  say('outcome', outcome);
  say('period', period, 'any');
  if (period === 'days') {
    say('from', fromDay);
    say('to', toDay);
  }
  say('interrupted', interrupted ? '1' : '');
  say('sort', sorting, 'newest');
  return said.size === 0 ? '#/history' : `#/history?${said.toString()}`;
}

/** Turns filters into a query of the history; `now` (epoch milliseconds) tells which day is today. */
export function queryOf(filters: HistoryFilters, now: number): SessionQuery {
  const filter = filterOf(filters, now);
  return {
    ...(Object.keys(filter).length > 0 && { filter }),
    ...(filters.sorting !== 'newest' && { sort: sortings[filters.sorting] }),
  };
}

function filterOf(filters: HistoryFilters, now: number): SessionFilter {
  const { text, profileId, outcome, interrupted } = filters;
  return {
    ...(text.trim() !== '' && { text }),
    ...(profileId !== '' && { profileId }),
    ...(outcome !== '' && { outcome }),
    ...(interrupted && { interrupted }),
    ...range(filters, now),
  };
}

function range({ period, fromDay, toDay }: HistoryFilters, now: number): Pick<SessionFilter, 'from' | 'to'> {
  switch (period) {
    case 'any':
      return {};
    case 'today':
      return { from: startOfDay(now) };
    case 'week':
      return { from: startOfDay(now, -6) };
    case 'month':
      return { from: startOfDay(now, -29) };
    case 'days': {
      const from = moment(fromDay);
      const to = moment(toDay);
      return {
        ...(from !== null && { from }),
        ...(to !== null && { to: startOfDay(to, 1) - 1 }),
      };
    }
  }
}

/** Local midnight of a day; null for a text that is no day of the calendar. */
function moment(day: string): number | null {
  const at = day === '' ? NaN : new Date(`${day}T00:00`).getTime();
  return Number.isNaN(at) ? null : at;
}

/** Local midnight of a moment's day, or of a day before or after it. */
export function startOfDay(at: number, daysOff = 0): number {
  const date = new Date(at);
  date.setHours(0, 0, 0, 0);
  // Counted by the calendar and not in steps of 24 hours: the day of a clock change is shorter or longer.
  date.setDate(date.getDate() + daysOff);
  return date.getTime();
}
