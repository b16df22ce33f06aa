import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { SessionRow } from '../../utils/history/session-row.ts';
import { useServices } from '../services.ts';
import { createRefresher } from './refresher.ts';

export interface UsedHistory {
  /** Newest first; null until they are read. */
  rows: Readonly<ShallowRef<readonly SessionRow[] | null>>;
  /** Whether there are older ones. */
  more: Readonly<ShallowRef<boolean>>;
  failed: Readonly<ShallowRef<boolean>>;
  showOlder(this: void): void;
}

/** Past sessions, a page at a time; what is shown stays up to date. */
export function useHistory(pageSize: number): UsedHistory {
  const { history } = useServices();
  const rows = shallowRef<readonly SessionRow[] | null>(null);
  const more = shallowRef(false);
  const failed = shallowRef(false);
  let limit = pageSize;

  const refresher = createRefresher(
    async () => {
      const read = await history.list({ offset: 0, limit });
      rows.value = read.rows;
      more.value = read.total > limit;
      failed.value = false;
    },
    () => {
      failed.value = true;
    },
  );

  onScopeDispose(history.onChange(refresher.refresh));
  refresher.refresh();

  return {
    rows,
    more,
    failed,
    showOlder: () => {
      limit += pageSize;
      refresher.refresh();
    },
  };
}
