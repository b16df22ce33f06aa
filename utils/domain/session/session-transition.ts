import { bufferedMs, withGaps, withLate } from './delivery-gaps.ts';
import { withCatchUp } from './with-catch-up.ts';
import { attempt } from './recovery-ladder.ts';
import { factEvents } from './fact-events.ts';
import type { Observation } from './observation.ts';
import { questionEvents } from './question-events.ts';
import { newlyRunning } from './newly-running.ts';
import {
  holdsSession,
  isRunning,
  withRunning,
  type RunningState,
  type SessionHead,
  type SessionState,
  type StateOf,
} from './session-state.ts';
import type { SessionInput } from './session-fact.ts';
import { takenOver } from './taken-over.ts';
import { logged, unchanged, type Transition } from './transition.ts';
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
  if (input.type === 'observed') return observed(state, input.event);
  const next = withLate(withCatchUp(state, withGaps(state, inPhase(state, input), input), input));
  if (!isRunning(state)) return next;
  return logged([...factEvents(input), ...questionEvents(state, next.state, input)], next);
}

/**
 * Writes down what was observed while there is a session, even one that is stopping. Of all that is observed only whether the
 * sound is recorded, whether gaps are watched for, and a server's address that needs to be allowed, are parts of the session's
 * state, because users are shown them.
 */
function observed(state: SessionState, event: Observation): Transition {
  if (!holdsSession(state)) return unchanged(state);
  return { ...unchanged(isRunning(state) ? knowing(state, event) : state), log: [event] };
}

/** The state with what this observation tells of it. */
function knowing(state: RunningState, event: Observation): RunningState {
  switch (event.kind) {
    case 'recording-began':
    case 'recording-ended':
      return withRunning(state, { isRecorded: event.kind === 'recording-began' });
    case 'session-url-unused':
      return event.why === 'unasked' ? withRunning(state, { unaskedOrigin: event.origin }) : state;
    case 'gaps-watched':
      return state.running.gaps.areWatched
        ? state
        : withRunning(state, { gaps: { ...state.running.gaps, areWatched: true } });
    default:
      return state;
  }
}

function inPhase(state: SessionState, input: SessionInput): Transition {
  switch (state.phase) {
    case 'idle':
    case 'failed':
      return whileOff(state, input);
    case 'starting':
      return whileStarting(state, input);
    case 'live':
      return whileLive(state, input);
    case 'recovering':
      return whileRecovering(state, input);
    case 'stopping':
      return input.type === 'released' ? finish(state, input.at, input.unprovenMs) : unchanged(state);
  }
}

function whileOff(state: StateOf<'idle' | 'failed'>, input: SessionInput): Transition {
  switch (input.type) {
    case 'failure-dismissed':
      return unchanged({ phase: 'idle' });
    case 'start-requested':
      return logged([input.begun], begin(input.session));
    case 'resume-requested':
      return logged([input.begun], resume(input));
    case 'begin-failed': {
      const ending = { by: 'failure', failure: input.failure } as const;
      const line = { kind: 'session-failed', failure: input.failure } as const;
      return logged([input.begun, line], finish({ session: input.session, ending }, input.at));
    }
    default:
      return unchanged(state);
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

function finish(
  { session, ending, ...unasked }: Omit<StateOf<'stopping'>, 'phase'>,
  at: number,
  unprovenMs?: number,
): Transition {
  const durationMs = at - session.startedAt;
  const unproven = unprovenMs === undefined ? {} : { unprovenMs: unprovenMs + bufferedMs };
  const line = { kind: 'session-ended', by: ending.by, durationMs, ...unproven } as const;
  const state: SessionState =
    ending.by === 'user'
      ? { phase: 'idle' }
      : { ...unasked, phase: 'failed', session, endedAt: at, failure: ending.failure };
  return logged([line], unchanged(state));
}
