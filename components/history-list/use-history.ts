import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { HistoryStatus } from '../../utils/history/database/history-status.ts';
import type { SessionSummary } from '../../utils/history/catalogue/session-query.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { useOptionsServices } from '../services.ts';
import { afterPaint } from '../shared/after-paint.ts';
import { isFiltered, queryOf, type HistoryFilters } from '../navigation/history-filters.ts';
import { createRefresher } from '../session-actions/refresher.ts';

export interface UsedHistory {
  /** The sessions that match, in their order; null until they are read. */
  sessions: Readonly<ShallowRef<readonly SessionSummary[] | null>>;
  /** All sessions, the newest first; null until they are read. */
  all: Readonly<ShallowRef<readonly SessionSummary[] | null>>;
  /** Whole rows, by id, of the sessions that are visible. */
  rows: Readonly<ShallowRef<ReadonlyMap<string, SessionRow>>>;
  status: Readonly<ShallowRef<HistoryStatus>>;
  failed: Readonly<ShallowRef<boolean>>;
  /** Tells which of `sessions` are visible: their rows are read, and kept up to date. */
  show(this: void, first: number, last: number): void;
}

/**
 * The number of rows that are read for the first picture, and beyond the visible ones on both sides together:
 * most scrolling needs no reading.
 */
const pageful = 40;

/**
 * Past sessions as the filters say, kept up to date. The first picture needs only the newest rows; summaries
 * of all sessions are read when it has been painted. Later, a list is shown as soon as it is found, and its
 * rows follow.
 */
export function useHistory(filters: () => HistoryFilters): UsedHistory {
  const { history, edges } = useOptionsServices();
  const sessions = shallowRef<readonly SessionSummary[] | null>(null);
  const all = shallowRef<readonly SessionSummary[] | null>(null);
  const rows = shallowRef<ReadonlyMap<string, SessionRow>>(new Map());
  const status = shallowRef<HistoryStatus>('ok');
  const failed = shallowRef(false);
  let shown = { first: 0, last: pageful - 1 };
  let unfollow: (() => void) | null = null;
  let left = false;

  async function firstPicture(): Promise<void> {
    const newest =
      isFiltered(filters()) || filters().sorting !== 'newest' ? [] : await history.newest(pageful);
    if (newest.length < pageful) return;
    rows.value = mapOf(newest);
    sessions.value = newest;
    await afterPaint(edges);
  }

  const refresher = createRefresher(
    async () => {
      status.value = await history.status();
      if (status.value !== 'ok') return;
      if (sessions.value === null) await firstPicture();
      if (left) return;
      // To be done before everything is read, so that no change is missed.
      unfollow ??= history.onChange(refresher.refresh);
      const query = queryOf(filters(), edges.now());
      const found = await history.summaries(query);
      all.value = query.filter || query.sort ? await history.summaries({}) : found;
      sessions.value = found;
      failed.value = false;
      rowReader.refresh();
    },
    () => {
      failed.value = true;
    },
  );

  const rowReader = createRefresher(
    async () => {
      const seen = sessions.value?.slice(shown.first, shown.last + 1) ?? [];
      const known = rows.value;
      const isKnown = ({ id, eventCount }: SessionSummary) => known.get(id)?.eventCount === eventCount;
      const read = await history.rows(seen.filter((session) => !isKnown(session)).map(({ id }) => id));
      const kept = seen.flatMap((session) => (isKnown(session) ? (known.get(session.id) ?? []) : []));
      if (read.length > 0 || kept.length < known.size) rows.value = mapOf([...kept, ...read]);
    },
    () => {
      failed.value = true;
    },
  );

  onScopeDispose(() => {
    left = true;
    unfollow?.();
  });
  onScopeDispose(
    history.onStatus((next) => {
      status.value = next;
      refresher.refresh();
    }),
  );
  watch(filters, refresher.refresh, { immediate: true });

  return {
    sessions,
    all,
    rows,
    status,
    failed,
    show(first, last) {
      if (first >= shown.first && last <= shown.last) return;
      shown = { first: Math.max(0, first - pageful / 2), last: last + pageful / 2 };
      rowReader.refresh();
    },
  };
}

function mapOf(rows: readonly SessionRow[]): Map<string, SessionRow> {
  return new Map(rows.map((row) => [row.id, row]));
}
