import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { SessionState } from '../../utils/domain/session-state.ts';
import type { LiveData } from '../../utils/domain/live-data.ts';
import { useServices, type Unsubscribe } from '../services.ts';

/**
 * Level and proofs while a session runs, ten times a second; null while none does. Follows from when the host is ready
 * until the view goes, session or not: a host that nobody follows leaves, and the next Start would wait for another.
 */
export function useLiveData(
  state: Readonly<ShallowRef<SessionState | null>>,
  hostReady: Promise<unknown>,
): Readonly<ShallowRef<LiveData | null>> {
  const { session } = useServices();
  const data = shallowRef<LiveData | null>(null);
  let unfollow: Unsubscribe | null = null;
  let disposed = false;

  const isRunning = () => state.value?.phase === 'starting' || state.value?.phase === 'live';

  function follow() {
    if (disposed) return;
    const before = unfollow;
    unfollow = session.followLive((next) => {
      if (isRunning()) data.value = next;
    });
    before?.();
  }

  void hostReady.then(follow);
  watch(
    isRunning,
    (running) => {
      data.value = null;
      // The host that runs it may be another one than the view has followed so far.
      if (running) follow();
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    disposed = true;
    unfollow?.();
  });
  return data;
}
