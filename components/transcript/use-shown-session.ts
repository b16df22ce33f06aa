import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import { sessionOf, type SessionState } from '../../utils/domain/session/session-state.ts';
import { createRefresher } from '../session-actions/refresher.ts';
import { useOptionsServices } from '../services.ts';

/** The session whose transcript a page shows: the running one, else the newest; null where there is none. */
export function useShownSession(state: Readonly<ShallowRef<SessionState | null>>) {
  const { history } = useOptionsServices();
  const id = shallowRef<string | null>(null);
  const events = shallowRef<readonly SessionEvent[]>([]);
  const isKnown = shallowRef(false);
  /** Whether the history cannot be read. */
  const hasFailed = shallowRef(false);
  /** The number of events of the session when its log was last read. */
  let eventCount = -1;

  const refresher = createRefresher(
    async () => {
      const running = state.value && sessionOf(state.value);
      const newest = running ? running.id : ((await history.newest(1))[0]?.id ?? null);
      if (id.value !== newest) [events.value, eventCount] = [[], -1];
      id.value = newest;
      isKnown.value = true;
      hasFailed.value = false;
      if (newest === null) return;
      // The change may be another session's; then the event count of this one has not changed.
      const count = (await history.session(newest))?.eventCount ?? 0;
      if (count !== eventCount) events.value = await history.events(newest);
      eventCount = count;
    },
    // Without the history the running session's text is still shown, but without its gaps.
    () => {
      const running = state.value && sessionOf(state.value);
      if (running) id.value = running.id;
      isKnown.value = true;
      hasFailed.value = true;
    },
  );
  watch(
    () => (state.value ? `${sessionOf(state.value)?.id ?? ''} ${state.value.phase}` : null),
    (now) => {
      if (now !== null) refresher.refresh();
    },
    { immediate: true },
  );
  onScopeDispose(history.onChange(refresher.refresh));
  return { id, events, isKnown, hasFailed };
}
