import { attempt } from './recovery-ladder.ts';
import {
  newlyRunning,
  type SessionHead,
  type SessionInput,
  type SessionState,
  type StateOf,
} from './session-state.ts';
import { takenOver } from './taken-over.ts';
import { unchanged, type Transition } from './transition.ts';
import { whileLive } from './while-live.ts';
import { whileRecovering } from './while-recovering.ts';
import { whileStarting } from './while-starting.ts';

/*
 *                     start-requested
 *    idle, failed ---------------------> starting --(microphone, answer and media are there)--> live
 *      ^     ^                            |                                                    |  ^
 *      |     |                            |          a loss, where the session recovers        |  | heard again, or
 *      |     |                            |                                                    v  | a new one heard
 *      |     |                            |                                                  recovering
 *      |     |                            | stop-requested, or a failure                       |
 *      |     |                            v                                                    v
 *      |     +--(released, by failure)-- stopping <--------------------------------------------+
 *      +--------(released, by the user)---+
 *
 *    idle, failed --(resume-requested: another host ran it, and is gone)--> recovering
 */

/**
 * The only place where a session changes its phase. An input that means nothing in a phase changes nothing.
 */
export function transition(state: SessionState, input: SessionInput): Transition {
  switch (state.phase) {
    case 'idle':
    case 'failed':
      if (input.type === 'failure-dismissed') return unchanged({ phase: 'idle' });
      if (input.type === 'resume-requested') return resume(input);
      return input.type === 'start-requested' ? begin(input.session) : unchanged(state);
    case 'starting':
      return whileStarting(state, input);
    case 'live':
      return whileLive(state, input);
    case 'recovering':
      return whileRecovering(state, input);
    case 'stopping':
      return input.type === 'released' ? finish(state, input.at) : unchanged(state);
  }
}

function begin(session: SessionHead): Transition {
  return {
    state: {
      phase: 'starting',
      running: newlyRunning(session),
      awaiting: ['microphone', 'answer', 'media'],
      attempt: 1,
      retryAt: null,
      isNetworkChanging: false,
      wasAccepted: false,
    },
    // An offer needs a transceiver, not yet a track: the server answers while the microphone opens.
    effects: [{ type: 'connect', attempt: 1 }, { type: 'open-microphone' }],
  };
}

/** Continues a session whose host is gone: a new connection is made, and the microphone opened. */
function resume(input: Extract<SessionInput, { type: 'resume-requested' }>): Transition {
  const next = attempt(takenOver(input));
  return { ...next, effects: [{ type: 'limit-recovery' }, { type: 'open-microphone' }, ...next.effects] };
}

function finish({ session, ending }: StateOf<'stopping'>, at: number): Transition {
  if (ending.by === 'user') return unchanged({ phase: 'idle' });
  return unchanged({ phase: 'failed', session, endedAt: at, failure: ending.failure });
}
