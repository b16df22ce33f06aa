import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  historyHash,
  isFiltered,
  noFilters,
  outcomes,
  parseFilters,
  periods,
  queryOf,
  sortings,
  type HistoryFilters,
  type Sorting,
} from '../../components/navigation/history-filters.ts';

const now = new Date(2026, 10, 22, 14, 3).getTime();
const midnight = (day: number) => new Date(2026, 10, day).getTime();

describe('the filters of the list in its address', () => {
  it.each<[string, Partial<HistoryFilters>]>([
    ['#/history', {}],
    ['#/history?search=yeti+usb', { text: 'yeti usb' }],
    ['#/history?profile=studio&outcome=failed', { profileId: 'studio', outcome: 'failed' }],
    [
      '#/history?period=week&interrupted=1&sort=quality',
      { period: 'week', interrupted: true, sorting: 'quality' },
    ],
    [
      '#/history?period=days&from=2026-11-01&to=2026-11-22',
      { period: 'days', fromDay: '2026-11-01', toDay: '2026-11-22' },
    ],
  ])('are %s for %o', (hash, changes) => {
    const filters = { ...noFilters, ...changes };
    expect(historyHash(filters)).toBe(hash);
    expect(parseFilters(hash.split('?')[1] ?? '')).toEqual(filters);
  });

  it('come back from their address as they were', () => {
    const day = fc.constantFrom('', '2026-11-01', '2024-02-29');
    const filters: fc.Arbitrary<HistoryFilters> = fc.record({
      text: fc.string({ unit: 'grapheme' }),
      profileId: fc.string(),
      outcome: fc.constantFrom<HistoryFilters['outcome']>('', ...outcomes),
      period: fc.constantFrom(...periods),
      fromDay: day,
      toDay: day,
      interrupted: fc.boolean(),
      sorting: fc.constantFrom(...(Object.keys(sortings) as Sorting[])),
    });
    fc.assert(
      fc.property(filters, (said) => {
        const days = said.period === 'days' ? {} : { fromDay: '', toDay: '' };
        expect(parseFilters(historyHash(said).split('?')[1] ?? '')).toEqual({ ...said, ...days });
      }),
    );
  });

  it.each(['outcome=gone', 'period=never', 'sort=best', 'from=yesterday', '%', 'interrupted=yes'])(
    'are ignored where they are unknown: %s',
    (query) => {
      expect(parseFilters(query)).toEqual(noFilters);
    },
  );
});

describe('the query of the history', () => {
  it.each<[Partial<HistoryFilters>, ReturnType<typeof queryOf>]>([
    [{}, {}],
    [{ text: '   ' }, {}],
    [{ text: 'yeti' }, { filter: { text: 'yeti' } }],
    [
      { profileId: 'p', outcome: 'failed', interrupted: true },
      { filter: { profileId: 'p', outcome: 'failed', interrupted: true } },
    ],
    [{ period: 'today' }, { filter: { from: midnight(22) } }],
    [{ period: 'week' }, { filter: { from: midnight(16) } }],
    [
      { period: 'days', fromDay: '2026-11-03', toDay: '2026-11-04' },
      { filter: { from: midnight(3), to: midnight(5) - 1 } },
    ],
    [{ period: 'days', fromDay: '2026-13-45' }, {}],
    [{ sorting: 'longest' }, { sort: { by: 'duration', order: 'descending' } }],
    [{ sorting: 'quality' }, { sort: { by: 'quality', order: 'ascending' } }],
  ])('for %o is %o', (changes, query) => {
    expect(queryOf({ ...noFilters, ...changes }, now)).toEqual(query);
  });

  it('leaves no session out where only the order was changed', () => {
    expect(isFiltered({ ...noFilters, sorting: 'longest' })).toBe(false);
    expect(isFiltered({ ...noFilters, period: 'today' })).toBe(true);
  });
});
