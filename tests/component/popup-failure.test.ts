import { expect, it } from 'vitest';
import { shallowRef } from 'vue';
import { usePopupFailure } from '../../components/popup/use-popup-failure.ts';
import type { Failure } from '../../utils/domain/failure/failure.ts';
import type { SessionState } from '../../utils/domain/session/session-state.ts';
import { failed, live } from '../unit/domain/builders.ts';

const idle: SessionState = { phase: 'idle' };

function shown(state: SessionState, clickFailure: Failure | null = null) {
  const { failedProfileId, canResume, startIsNext, waitMs } = usePopupFailure({
    state: shallowRef(state),
    clickFailure: shallowRef(clickFailure),
    now: () => 6000,
  });
  return [failedProfileId.value !== null, canResume.value, startIsNext.value, waitMs.value];
}

const after = (failure: Failure) => ({ ...failed(), endedAt: 5000, failure });

it.each<[string, SessionState, Failure | null, [boolean, boolean, boolean, number]]>([
  ['a Start, where nothing has failed', idle, null, [false, false, true, 0]],
  ['a Start, while a session runs', live(), null, [false, false, true, 0]],
  [
    'Resume, where the browser has ended',
    after({ reason: 'interrupted', at: 4000 }),
    null,
    [true, true, false, 0],
  ],
  [
    'the settings, where an address is wrong',
    after({ reason: 'server-not-found' }),
    null,
    [true, false, false, 0],
  ],
  [
    'what the click needs, where only that failed',
    idle,
    { reason: 'microphone-refused' },
    [false, false, false, 0],
  ],
  [
    'to wait, where the server is overloaded',
    after({ reason: 'server-overloaded', retryAfterMs: 3000 }),
    null,
    [true, false, true, 2000],
  ],
])('the popup offers first %s', (_, state, clickFailure, offered) => {
  expect(shown(state, clickFailure)).toEqual(offered);
});
