import { computed, type Ref } from 'vue';
import { nextStepFor } from '../../utils/domain/failure/failure-rules.ts';
import type { Failure } from '../../utils/domain/failure/failure.ts';
import { isStart } from '../../utils/domain/failure/next-step.ts';
import type { SessionState } from '../../utils/domain/session/session-state.ts';

interface Failing {
  state: Readonly<Ref<SessionState | null>>;
  /** Why a click came to nothing; null where it did not. */
  clickFailure: Readonly<Ref<Failure | null>>;
  /** The moment that the popup shows, in epoch milliseconds. */
  now(): number;
}

/** The failure that the popup shows, and what is the next thing to do about it. */
export function usePopupFailure({ state, clickFailure, now }: Failing) {
  const failed = computed(() => (state.value?.phase === 'failed' ? state.value : null));
  const nextStep = computed(() => {
    const shown = failed.value?.failure ?? clickFailure.value;
    return shown && nextStepFor(shown);
  });
  return {
    /** The profile of the session that failed. */
    failedProfileId: computed(() => failed.value?.session.profile.id ?? null),
    canResume: computed(() => failed.value !== null && nextStep.value === 'resume'),
    /** Whether a Start is the next thing to do, also where nothing has failed. */
    startIsNext: computed(
      () => nextStep.value === null || (isStart(nextStep.value) && nextStep.value !== 'resume'),
    ),
    /** Milliseconds until a server that is overloaded wants to be asked again. */
    waitMs: computed(() => {
      if (failed.value?.failure.reason !== 'server-overloaded') return 0;
      return failed.value.endedAt + (failed.value.failure.retryAfterMs ?? 0) - now();
    }),
  };
}
