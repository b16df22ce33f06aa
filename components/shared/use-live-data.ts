import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { createTimer } from '../../utils/async/timer.ts';
import { isRunning, type SessionState } from '../../utils/domain/session/session-state.ts';
import type { LiveData } from '../../utils/domain/samples/live-data.ts';
import { useServices, type Unsubscribe } from '../services.ts';
import { useEdges } from './use-edges.ts';

/** Milliseconds between two tries, so that an unavailable host is not asked for without a pause. */
const againMs = 250;

/**
 * Level and proofs while a session runs, ten times a second; null while none runs. Follows the host until the
 * view is closed, with or without a session: a host that no view follows closes itself, and the next Start
 * would wait for another.
 */
export function useLiveData(
  state: Readonly<ShallowRef<SessionState | null>>,
  hostReady: Promise<unknown>,
): Readonly<ShallowRef<LiveData | null>> {
  const { session } = useServices();
  const data = shallowRef<LiveData | null>(null);
  let unfollow: Unsubscribe | null = null;
  let disposed = false;
  const again = createTimer(useEdges());

  const hasSession = () => state.value !== null && isRunning(state.value);

  function follow() {
    if (disposed) return;
    const before = unfollow;
    unfollow = session.followLive((next) => {
      if (hasSession()) data.value = next;
    }, lookAgain);
    before?.();
  }

  /**
   * Asks for the state when the host is lost in the middle of a session, because that makes a new host
   * continue the session.
   */
  function lookAgain() {
    data.value = null;
    again.stop();
    if (!hasSession()) return;
    again.start(againMs, () => void session.state().then(follow, lookAgain));
  }

  void hostReady.then(follow);
  watch(
    hasSession,
    (running) => {
      data.value = null;
      // The session may run in another host than the view has followed so far.
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
