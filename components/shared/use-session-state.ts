import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { toFailure, type Failure } from '../../utils/domain/failure/failure.ts';
import type { SessionState } from '../../utils/domain/session/session-state.ts';
import { useServices } from '../services.ts';

/** The session's state, asked for once and then followed; null until it is known. */
export function useSessionState(): {
  state: Readonly<ShallowRef<SessionState | null>>;
  failure: Readonly<ShallowRef<Failure | null>>;
} {
  const { session } = useServices();
  const state = shallowRef<SessionState | null>(null);
  const failure = shallowRef<Failure | null>(null);

  onScopeDispose(
    session.onState((next) => {
      state.value = next;
      failure.value = null;
    }),
  );
  session.state().then(
    (asked) => {
      // A state that was broadcast in the meantime is newer than the answer.
      state.value ??= asked;
    },
    (caught: unknown) => {
      failure.value = toFailure(caught);
    },
  );
  return { state, failure };
}
