import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import type { HistoryStatus } from '../../utils/history/database/history-status.ts';
import type { SampleSeries } from '../../utils/history/rows/sample-series.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { useOptionsServices } from '../services.ts';
import { createRefresher } from '../session-actions/refresher.ts';
import type { TimeSpan } from './time-window.ts';

export interface UsedSession {
  row: Readonly<ShallowRef<SessionRow | null>>;
  events: Readonly<ShallowRef<readonly SessionEvent[]>>;
  status: Readonly<ShallowRef<HistoryStatus>>;
  reading: Readonly<ShallowRef<'loading' | 'read' | 'failed'>>;
}

/** One session with its log, kept up to date while it runs. */
export function useSession(id: string): UsedSession {
  const { history } = useOptionsServices();
  const row = shallowRef<SessionRow | null>(null);
  const events = shallowRef<readonly SessionEvent[]>([]);
  const status = shallowRef<HistoryStatus>('ok');
  const reading = shallowRef<'loading' | 'read' | 'failed'>('loading');

  const refresher = createRefresher(
    async () => {
      status.value = await history.status();
      if (status.value !== 'ok') return;
      const found = await history.session(id);
      // The change may be another session's; then the event count of this one has not changed.
      const isNew = found?.eventCount !== row.value?.eventCount || events.value.length === 0;
      if (isNew) {
        events.value = found ? await history.events(id) : [];
        row.value = found ?? null;
      }
      reading.value = 'read';
    },
    () => {
      reading.value = 'failed';
    },
  );
  onScopeDispose(history.onChange(refresher.refresh));
  onScopeDispose(history.onStatus(refresher.refresh));
  refresher.refresh();
  return { row, events, status, reading };
}

/** The figures of a session in a span, as many as can be seen; read again when the span changes. */
export function useSeries(
  id: string,
  span: () => TimeSpan | null,
): Readonly<ShallowRef<SampleSeries | null>> {
  const { history } = useOptionsServices();
  const series = shallowRef<SampleSeries | null>(null);
  const refresher = createRefresher(
    async () => {
      const wanted = span();
      if (wanted) series.value = await history.samples(id, { ...wanted, points });
    },
    // The events tell the story without the figures, so a failure to read them is ignored.
    () => undefined,
  );
  watch(
    () => {
      const wanted = span();
      return wanted ? `${String(wanted.from)} ${String(wanted.to)}` : '';
    },
    refresher.refresh,
    { immediate: true },
  );
  return series;
}

/** The greatest number of buckets: about one for two pixels of a wide screen. */
const points = 480;
