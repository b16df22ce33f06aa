import type { ConnectionStatus } from './connection-status.ts';
import type { Failure } from './failure.ts';
import {
  afterFailedAttempt,
  firstStep,
  lossFailure,
  type LossCause,
  type RecoveryMode,
  type RecoveryRung,
} from './recovery-policy.ts';
import type { ProfileKind } from './settings.ts';

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
 */

/** Which session this is; the same in every phase that has one. */
export interface SessionHead {
  id: string;
  /** Epoch milliseconds. */
  startedAt: number;
  profile: { id: string; name: string; kind: ProfileKind };
  /** What it does on a loss. */
  policy: RecoveryMode;
}

/** What a start still waits for. The three run side by side. */
export type Awaited = 'microphone' | 'answer' | 'media';

/**
 * What the microphone itself gives: `muted` is the browser's or the hardware's doing (`track.muted`), `silent` means
 * nothing but zeros. Neither is a fault of the network.
 */
export type MicrophoneCondition = 'sounding' | 'muted' | 'silent';

/** How a session ends: by the user, or by a failure. */
export type Ending = { by: 'user' } | { by: 'failure'; failure: Failure };

export type SessionState =
  | { phase: 'idle' }
  | {
      phase: 'starting';
      session: SessionHead;
      awaiting: readonly Awaited[];
      microphone: MicrophoneCondition;
      muted: boolean;
    }
  | {
      phase: 'live';
      session: SessionHead;
      /** Epoch milliseconds. */
      liveSince: number;
      microphone: MicrophoneCondition;
      muted: boolean;
    }
  | {
      phase: 'recovering';
      session: SessionHead;
      /** Epoch milliseconds, as it was before the loss. */
      liveSince: number;
      /** Epoch milliseconds when the loss was noticed. */
      since: number;
      cause: LossCause;
      rung: RecoveryRung;
      /** Attempts at a new connection so far, the one under way included. */
      attempt: number;
      /** Epoch milliseconds of the next attempt; null while one is under way. */
      retryAt: number | null;
      microphone: MicrophoneCondition;
      muted: boolean;
    }
  | { phase: 'stopping'; session: SessionHead; ending: Ending }
  | { phase: 'failed'; session: SessionHead; endedAt: number; failure: Failure };

export type SessionPhase = SessionState['phase'];

/** What happened, in the past tense. */
export type SessionFact =
  | { type: 'start-requested'; session: SessionHead }
  | { type: 'stop-requested' }
  | { type: 'mute-requested'; muted: boolean }
  | { type: 'microphone-acquired' }
  | { type: 'microphone-failed'; failure: Failure }
  | { type: 'microphone-condition-changed'; condition: MicrophoneCondition }
  | { type: 'answer-applied' }
  | { type: 'media-acknowledged' }
  | { type: 'connection-failed'; failure: Failure }
  | { type: 'connect-deadline-passed'; failure: Failure }
  | { type: 'connection-lost'; status: ConnectionStatus }
  /** The connection's figures say it before its states do. */
  | { type: 'link-silent' }
  /** The connection that was lost is heard again. */
  | { type: 'link-heard' }
  | { type: 'network-lost' }
  | { type: 'network-returned' }
  | { type: 'replacement-acknowledged' }
  /** `jitter` is from 0 to 1, at random. */
  | { type: 'replacement-failed'; failure: Failure; oldLives: boolean; jitter: number }
  | { type: 'retry-due' }
  | { type: 'retry-requested' }
  | { type: 'recovery-limit-passed' }
  | { type: 'frames-failing'; failure: Failure }
  | { type: 'released' }
  | { type: 'failure-dismissed' };

/** `at` is epoch milliseconds. */
export type SessionInput = { at: number } & SessionFact;

/** What the runner does in the world; results come back as inputs. */
export type SessionEffect =
  | { type: 'open-microphone' }
  | { type: 'connect' }
  | { type: 'set-microphone-enabled'; enabled: boolean }
  /** Tells when the time has passed for which the user wants a session to recover. */
  | { type: 'limit-recovery' }
  | { type: 'wait-to-retry'; ms: number }
  /** A second connection beside the first, instead of any other attempt. */
  | { type: 'attempt'; attempt: number }
  /** The server takes one publisher only. */
  | { type: 'close-old' }
  /** The new connection takes the place of the first. */
  | { type: 'adopt-replacement' }
  /** The first connection has healed by itself. */
  | { type: 'drop-attempt' }
  | { type: 'release' };

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

/** Whether a session is under way that the user can stop or mute. */
export function isRunning(state: SessionState): state is Running {
  return state.phase === 'starting' || state.phase === 'live' || state.phase === 'recovering';
}

type Of<Phase extends SessionPhase> = Extract<SessionState, { phase: Phase }>;
type Running = Of<'starting' | 'live' | 'recovering'>;

function begin(session: SessionHead): Transition {
  return {
    state: {
      phase: 'starting',
      session,
      awaiting: ['microphone', 'answer', 'media'],
      microphone: 'sounding',
      muted: false,
    },
    // An offer needs a transceiver, not yet a track: the server answers while the microphone opens.
    effects: [{ type: 'connect' }, { type: 'open-microphone' }],
  };
}

function run(state: Of<'starting' | 'live'>, input: SessionInput): Transition {
  switch (input.type) {
    case 'microphone-acquired':
      return arrived(state, 'microphone', input.at);
    case 'answer-applied':
      return arrived(state, 'answer', input.at);
    case 'media-acknowledged':
      return arrived(state, 'media', input.at);
    case 'connection-lost':
      return lose(state, lossOf(input.status), input.at);
    case 'link-silent':
    case 'network-lost':
      // Too early a word to end a session by, and nothing was lost that is not there yet.
      if (state.phase !== 'live' || state.session.policy === 'stop-and-tell') return unchanged(state);
      return lose(state, input.type, input.at);
    case 'connect-deadline-passed':
      return state.phase === 'live'
        ? unchanged(state)
        : end(state, { by: 'failure', failure: input.failure });
    default:
      return runAnyhow(state, input);
  }
}

/** What means the same in every phase of a session that runs; all else means nothing. */
function runAnyhow(state: Running, input: SessionInput): Transition {
  switch (input.type) {
    case 'microphone-condition-changed':
      return { state: { ...state, microphone: input.condition }, effects: [] };
    case 'mute-requested':
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

function arrived(state: Of<'starting' | 'live'>, what: Awaited, at: number): Transition {
  if (state.phase === 'live') return unchanged(state);
  const { session, microphone, muted } = state;
  const awaiting = state.awaiting.filter((each) => each !== what);
  if (awaiting.length > 0) return { state: { ...state, awaiting }, effects: [] };
  return { state: { phase: 'live', session, liveSince: at, microphone, muted }, effects: [] };
}

function lose(state: Of<'starting' | 'live'>, cause: LossCause, at: number): Transition {
  if (state.phase === 'starting' || state.session.policy === 'stop-and-tell') {
    return end(state, { by: 'failure', failure: lossFailure(cause) });
  }
  const { session, liveSince, microphone, muted } = state;
  const { rung, afterMs } = firstStep(cause);
  const lost: Of<'recovering'> = {
    phase: 'recovering',
    session,
    liveSince,
    since: at,
    cause,
    rung,
    attempt: 0,
    retryAt: at + afterMs,
    microphone,
    muted,
  };
  const next = afterMs === 0 ? attempt(lost) : wait(lost, at, afterMs);
  return { ...next, effects: [{ type: 'limit-recovery' }, ...next.effects] };
}

function recover(state: Of<'recovering'>, input: SessionInput): Transition {
  switch (input.type) {
    case 'link-heard':
      return recovered(state, { type: 'drop-attempt' });
    case 'replacement-acknowledged':
      return recovered(state, { type: 'adopt-replacement' });
    case 'replacement-failed':
      return state.retryAt === null ? judgeAttempt(state, input) : unchanged(state);
    case 'retry-due':
    case 'retry-requested':
      return state.retryAt === null ? unchanged(state) : attempt(state);
    case 'connection-lost':
      // What was only held on to until now is really gone.
      return state.rung === 'hold' ? attempt({ ...state, cause: lossOf(input.status) }) : unchanged(state);
    case 'network-returned':
      // Also instead of one under way: a request from before may sit in a dead network for many seconds.
      return attempt(state);
    case 'recovery-limit-passed':
      return end(state, { by: 'failure', failure: lossFailure(state.cause) });
    default:
      return runAnyhow(state, input);
  }
}

function judgeAttempt(
  state: Of<'recovering'>,
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

function attempt(state: Of<'recovering'>): Transition {
  const next = state.attempt + 1;
  return {
    state: { ...state, rung: 'new-connection', attempt: next, retryAt: null },
    effects: [{ type: 'attempt', attempt: next }],
  };
}

function wait(state: Of<'recovering'>, at: number, ms: number): Transition {
  return { state: { ...state, retryAt: at + ms }, effects: [{ type: 'wait-to-retry', ms }] };
}

/** Only what is heard counts: attempts, and with them the waits between, begin anew at the next loss. */
function recovered(state: Of<'recovering'>, effect: SessionEffect): Transition {
  const { session, liveSince, microphone, muted } = state;
  return { state: { phase: 'live', session, liveSince, microphone, muted }, effects: [effect] };
}

function lossOf(status: ConnectionStatus): LossCause {
  return status === 'failed' || status === 'closed' ? status : 'disconnected';
}

function end({ session }: Running, ending: Ending): Transition {
  return { state: { phase: 'stopping', session, ending }, effects: [{ type: 'release' }] };
}

function finish({ session, ending }: Of<'stopping'>, at: number): Transition {
  if (ending.by === 'user') return unchanged({ phase: 'idle' });
  return unchanged({ phase: 'failed', session, endedAt: at, failure: ending.failure });
}

function unchanged(state: SessionState): Transition {
  return { state, effects: [] };
}
