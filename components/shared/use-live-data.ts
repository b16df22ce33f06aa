import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { SessionState } from '../../utils/domain/session-state.ts';
import type { LiveData } from '../../utils/domain/live-data.ts';
import { useServices, type Unsubscribe } from '../services.ts';

/** Level and proofs while a session runs, ten times a second; null while none does. */
export function useLiveData(
  state: Readonly<ShallowRef<SessionState | null>>,
): Readonly<ShallowRef<LiveData | null>> {
  const { session } = useServices();
  const data = shallowRef<LiveData | null>(null);
  let unfollow: Unsubscribe | null = null;

  function end() {
    unfollow?.();
    unfollow = null;
    data.value = null;
  }

  watch(
    () => state.value?.phase === 'starting' || state.value?.phase === 'live',
    (running) => {
      end();
      if (!running) return;
      unfollow = session.followLive((next) => {
        data.value = next;
      });
    },
    { immediate: true },
  );
  onScopeDispose(end);
  return data;
}
