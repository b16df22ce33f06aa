import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { HistoryStatus } from '../../utils/history/history.ts';
import type { SessionSummary } from '../../utils/history/session-query.ts';
import type { SessionRow } from '../../utils/history/session-row.ts';
import { useServices } from '../services.ts';
import { queryOf, type HistoryFilters } from './history-filters.ts';
import { createRefresher } from './refresher.ts';

export interface UsedHistory {
  /** Those that match, in their order; null until they are read. */
  sessions: Readonly<ShallowRef<readonly SessionSummary[] | null>>;
  /** All there are, newest first; null until they are read. */
  all: Readonly<ShallowRef<readonly SessionSummary[] | null>>;
  /** Whole rows, by id, of what was asked for. */
  rows: Readonly<ShallowRef<ReadonlyMap<string, SessionRow>>>;
  status: Readonly<ShallowRef<HistoryStatus>>;
  failed: Readonly<ShallowRef<boolean>>;
  /** Says which of `sessions` are seen: their rows are read, and kept up to date. */
  show(this: void, first: number, last: number): void;
}

/** So many are read at once for a first picture, however many there are. */
const firstPage = 40;

/** Past sessions as the filters say; what is shown stays up to date. */
export function useHistory(filters: () => HistoryFilters): UsedHistory {
  const { history } = useServices();
  const sessions = shallowRef<readonly SessionSummary[] | null>(null);
  const all = shallowRef<readonly SessionSummary[] | null>(null);
  const rows = shallowRef<ReadonlyMap<string, SessionRow>>(new Map());
  const status = shallowRef<HistoryStatus>('ok');
  const failed = shallowRef(false);
  let shown = { first: 0, last: firstPage - 1 };

  async function readRows(): Promise<SessionRow[]> {
    const { first, last } = shown;
    const query = queryOf(filters(), Date.now());
    const page = await history.list({ ...query, offset: first, limit: last - first + 1 });
    rows.value = new Map(page.rows.map((row) => [row.id, row]));
    return page.rows;
  }

  const refresher = createRefresher(
    async () => {
      status.value = await history.status();
      if (status.value !== 'ok') return;
      const query = queryOf(filters(), Date.now());
      const firstRows = await readRows();
      sessions.value ??= firstRows;
      sessions.value = await history.summaries(query);
      all.value = query.filter || query.sort ? await history.summaries({}) : sessions.value;
      failed.value = false;
    },
    () => {
      failed.value = true;
    },
  );
  const rowReader = createRefresher(
    async () => {
      await readRows();
    },
    () => {
      failed.value = true;
    },
  );

  onScopeDispose(history.onChange(refresher.refresh));
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
      // A screen more on both sides, so that most scrolling asks for nothing.
      shown = { first: Math.max(0, first - firstPage / 2), last: last + firstPage / 2 };
      rowReader.refresh();
    },
  };
}
