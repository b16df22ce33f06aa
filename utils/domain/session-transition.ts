import type { ConnectionStatus } from './connection-status.ts';
import type { Failure } from './failure.ts';
import {
  afterFailedAttempt,
  afterGoodbye,
  connectAgainMs,
  holdMs,
  lossFailure,
  nextRung,
  type LossCause,
} from './recovery-policy.ts';
import type {
  Awaited,
  Ending,
  RunningState,
  SessionEffect,
  SessionHead,
  SessionInput,
  SessionState,
  StateOf,
} from './session-state.ts';
import { takenOver } from './taken-over.ts';

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

export interface Transition {
  state: SessionState;
  effects: readonly SessionEffect[];
}

/** The only place where a session changes its phase. An input that means nothing in a phase changes nothing. */
export function transition(state: SessionState, input: SessionInput): Transition {
  switch (state.phase) {
    case 'idle':
    case 'failed':
      if (input.type === 'failure-dismissed') return unchanged({ phase: 'idle' });
      if (input.type === 'resume-requested') return resume(input);
      return input.type === 'start-requested' ? begin(input.session) : unchanged(state);
    case 'starting':
    case 'live':
      return run(state, input);
    case 'recovering':
      return recover(state, input);
    case 'stopping':
      return input.type === 'released' ? finish(state, input.at) : unchanged(state);
  }
}

function begin(session: SessionHead): Transition {
  return {
    state: {
      phase: 'starting',
      session,
      awaiting: ['microphone', 'answer', 'media'],
      attempt: 1,
      retryAt: null,
      isNetworkChanging: false,
      microphone: 'sounding',
      trouble: null,
      muted: false,
    },
    // An offer needs a transceiver, not yet a track: the server answers while the microphone opens.
    effects: [{ type: 'connect', attempt: 1 }, { type: 'open-microphone' }],
  };
}

/** The connection is made anew, and the microphone opened. */
function resume(input: Extract<SessionInput, { type: 'resume-requested' }>): Transition {
  const next = attempt(takenOver(input));
  return { ...next, effects: [{ type: 'limit-recovery' }, { type: 'open-microphone' }, ...next.effects] };
}

function run(state: StateOf<'starting' | 'live'>, input: SessionInput): Transition {
  switch (input.type) {
    case 'microphone-acquired':
      return arrived(state, 'microphone', input.at);
    case 'answer-applied':
      return arrived(state, 'answer', input.at);
    case 'media-acknowledged':
      return arrived(state, 'media', input.at);
    case 'connection-lost':
      return state.phase === 'starting'
        ? judgeStart(state, lossFailure(lossOf(input.status)), input.at)
        : lose(state, lossOf(input.status), input);
    case 'network-lost':
      if (state.phase === 'starting') return { state: { ...state, isNetworkChanging: true }, effects: [] };
      return state.session.policy === 'stop-and-tell' ? unchanged(state) : lose(state, 'network-lost', input);
    case 'network-returned':
      return state.phase === 'starting' ? startAnew(state) : unchanged(state);
    case 'link-silent':
      // Too early a word to end a session by, and nothing was lost that is not there yet.
      if (state.phase !== 'live' || state.session.policy === 'stop-and-tell') return unchanged(state);
      return lose(state, 'link-silent', input);
    case 'server-ended':
      return afterGoodbye(input.heardForMs) === 'reconnect'
        ? lose(state, 'server-ended', input)
        : end(state, { by: 'failure', failure: { reason: 'server-ended' } });
    case 'replacement-due':
      if (state.phase !== 'live' || state.session.policy === 'stop-and-tell') return unchanged(state);
      return lose(state, 'replaced', input);
    case 'replacement-acknowledged':
      // A roll-over: nothing was lost.
      return state.phase === 'live' ? { state, effects: [{ type: 'complete-roll-over' }] } : unchanged(state);
    case 'connection-failed':
      return state.phase === 'starting'
        ? judgeStart(state, input.failure, input.at)
        : runAnyhow(state, input);
    case 'retry-due':
    case 'retry-requested':
      if (state.phase === 'live' || state.retryAt === null) return unchanged(state);
      return { state: { ...state, retryAt: null }, effects: [{ type: 'connect', attempt: state.attempt }] };
    case 'connect-deadline-passed':
      return state.phase === 'live'
        ? unchanged(state)
        : end(state, { by: 'failure', failure: unconnected(state, input.failure) });
    default:
      return runAnyhow(state, input);
  }
}

/** What means the same in every phase of a session that runs; all else means nothing. */
function runAnyhow(state: RunningState, input: SessionInput): Transition {
  switch (input.type) {
    case 'microphone-condition-changed':
      return { state: { ...state, microphone: input.condition }, effects: [] };
    case 'microphone-troubled':
      return { state: { ...state, trouble: input.trouble }, effects: [] };
    case 'warnings-changed':
      return state.phase === 'starting'
        ? unchanged(state)
        : { state: { ...state, warnings: input.warnings }, effects: [] };
    case 'mute-requested':
      // Every command may come twice.
      if (input.muted === state.muted) return unchanged(state);
      return {
        state: { ...state, muted: input.muted },
        effects: [{ type: 'set-microphone-enabled', enabled: !input.muted }],
      };
    case 'stop-requested':
      return end(state, { by: 'user' });
    case 'microphone-failed':
    case 'connection-failed':
    case 'frames-failing':
      return end(state, { by: 'failure', failure: input.failure });
    default:
      return unchanged(state);
  }
}

/** Who starts while the network changes is not sent away: another connection follows until the deadline. */
function judgeStart(state: StateOf<'starting'>, failure: Failure, at: number): Transition {
  const { isNetworkChanging } = state;
  const startedMsAgo = at - state.session.startedAt;
  const ms = connectAgainMs({ failure, startedMsAgo, isNetworkChanging });
  if (ms === null) return end(state, { by: 'failure', failure });
  return { state: { ...anew(state), retryAt: at + ms }, effects: [{ type: 'wait-to-retry', ms }] };
}

/** Also instead of one under way: its request may sit in the network that has gone until the deadline. */
function startAnew(state: StateOf<'starting'>): Transition {
  const next = { ...anew(state), retryAt: null, isNetworkChanging: true };
  return { state: next, effects: [{ type: 'connect', attempt: next.attempt, isElsewhere: true }] };
}

/** Between two connections of a start, of which the second counts. */
function anew(state: StateOf<'starting'>): StateOf<'starting'> {
  const kept = state.awaiting.filter((each) => each === 'microphone');
  // One that is waited for has been counted.
  const attempt = state.retryAt === null ? state.attempt + 1 : state.attempt;
  return { ...state, awaiting: [...kept, 'answer', 'media'], attempt };
}

/** Where the network has gone and none came, nothing could be asked at all. */
function unconnected({ isNetworkChanging, awaiting }: StateOf<'starting'>, failure: Failure): Failure {
  return isNetworkChanging && awaiting.includes('answer') ? { reason: 'server-unreachable' } : failure;
}

function arrived(state: StateOf<'starting' | 'live'>, what: Awaited, at: number): Transition {
  // Between two connections of a start there is none that anything could be heard of.
  if (state.phase === 'live' || (what !== 'microphone' && state.retryAt !== null)) return unchanged(state);
  const { session, microphone, trouble, muted } = state;
  const awaiting = state.awaiting.filter((each) => each !== what);
  if (awaiting.length > 0) return { state: { ...state, awaiting }, effects: [] };
  return {
    state: { phase: 'live', session, liveSince: at, microphone, trouble, muted, warnings: [] },
    effects: [],
  };
}

function lose(state: StateOf<'starting' | 'live'>, cause: LossCause, input: SessionInput): Transition {
  if (state.phase === 'starting' || state.session.policy === 'stop-and-tell') {
    return end(state, { by: 'failure', failure: lossFailure(cause) });
  }
  const { session, liveSince, microphone, trouble, muted, warnings } = state;
  const held = 'isCertain' in input ? 0 : holdMs(cause);
  const lost: StateOf<'recovering'> = {
    phase: 'recovering',
    session,
    liveSince,
    since: input.at,
    cause,
    rung: 'hold',
    attempt: 0,
    retryAt: null,
    microphone,
    trouble,
    muted,
    warnings,
  };
  const next = held === 0 ? climb(lost, input) : wait(lost, input.at, held);
  return { ...next, effects: [{ type: 'limit-recovery' }, ...next.effects] };
}

function recover(state: StateOf<'recovering'>, input: SessionInput): Transition {
  switch (input.type) {
    case 'link-heard':
      return recovered(state, { type: 'drop-attempt', healedBy: input.by });
    case 'replacement-acknowledged':
      return recovered(state, { type: 'adopt-replacement' });
    case 'replacement-failed':
      return isAttempting(state) ? judgeAttempt(state, input) : unchanged(state);
    case 'ice-restart-failed':
      return state.rung === 'ice-restart' ? attempt(state) : unchanged(state);
    case 'retry-due':
    case 'retry-requested':
      return state.retryAt === null ? unchanged(state) : climb(state, input);
    case 'connection-lost':
      // What was only held on to until now is really gone.
      return state.rung === 'hold'
        ? climb({ ...state, cause: lossOf(input.status) }, input)
        : unchanged(state);
    case 'server-ended':
      return state.rung === 'new-connection'
        ? unchanged(state)
        : climb({ ...state, cause: 'server-ended' }, input);
    case 'network-returned':
      // Also instead of one under way: a request from before may sit in a dead network for many seconds. Another network
      // is known to a connection that exists already only seconds later.
      return input.isOther ? attempt(state) : climb(state, input);
    case 'recovery-limit-passed':
      return end(state, { by: 'failure', failure: lossFailure(state.cause) });
    default:
      return runAnyhow(state, input);
  }
}

function judgeAttempt(
  state: StateOf<'recovering'>,
  input: Extract<SessionInput, { type: 'replacement-failed' }>,
): Transition {
  const decision = afterFailedAttempt({ ...input, attempt: state.attempt });
  switch (decision.step) {
    case 'again':
      return wait(state, input.at, decision.afterMs);
    case 'close-old-first': {
      const next = attempt(state);
      return { ...next, effects: [{ type: 'close-old' }, ...next.effects] };
    }
    case 'give-up':
      return end(state, { by: 'failure', failure: decision.failure });
  }
}

function isAttempting({ rung, retryAt }: StateOf<'recovering'>): boolean {
  return rung === 'new-connection' && retryAt === null;
}

/** The next rung up; on the highest, the next attempt. */
function climb(state: StateOf<'recovering'>, { canRestartIce = false }: SessionInput): Transition {
  if (state.rung === 'new-connection' || nextRung(state.cause, canRestartIce) === 'new-connection') {
    return attempt(state);
  }
  return { state: { ...state, rung: 'ice-restart', retryAt: null }, effects: [{ type: 'restart-ice' }] };
}

function attempt(state: StateOf<'recovering'>): Transition {
  const next = state.attempt + 1;
  return {
    state: { ...state, rung: 'new-connection', attempt: next, retryAt: null },
    effects: [{ type: 'attempt', attempt: next }],
  };
}

function wait(state: StateOf<'recovering'>, at: number, ms: number): Transition {
  return { state: { ...state, retryAt: at + ms }, effects: [{ type: 'wait-to-retry', ms }] };
}

/** Only what is heard counts: attempts, and with them the waits between, begin anew at the next loss. */
function recovered(state: StateOf<'recovering'>, effect: SessionEffect): Transition {
  const { session, liveSince, microphone, trouble, muted, warnings } = state;
  return {
    state: { phase: 'live', session, liveSince, microphone, trouble, muted, warnings },
    effects: [effect],
  };
}

function lossOf(status: ConnectionStatus): LossCause {
  return status === 'failed' || status === 'closed' ? status : 'disconnected';
}

function end({ session }: RunningState, ending: Ending): Transition {
  return { state: { phase: 'stopping', session, ending }, effects: [{ type: 'release' }] };
}

function finish({ session, ending }: StateOf<'stopping'>, at: number): Transition {
  if (ending.by === 'user') return unchanged({ phase: 'idle' });
  return unchanged({ phase: 'failed', session, endedAt: at, failure: ending.failure });
}

function unchanged(state: SessionState): Transition {
  return { state, effects: [] };
}
