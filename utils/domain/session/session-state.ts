import type { OldSession } from '../recovery/attempt-verdict.ts';
import type { ConnectionStatus } from '../link/connection-status.ts';
import type { Failure } from '../failure/failure.ts';
import type { Warning } from '../warnings/warning-kinds.ts';
import type { MicrophoneCondition } from '../microphone/microphone-condition.ts';
import type { LossCause, RecoveryMode, RecoveryRung } from '../recovery/recovery-policy.ts';
import type { QuestionFact, SessionQuestion } from './session-question.ts';
import type { ProfileKind } from '../profiles/profile-kinds.ts';

/** Which session this is; the same in every phase that has one. */
export interface SessionHead {
  id: string;
  /** Epoch milliseconds. */
  startedAt: number;
  profile: { id: string; name: string; kind: ProfileKind };
  /** What it does on a loss. */
  policy: RecoveryMode;
}

/** What a start still waits for: first for what an administrator has set, then for the other three side by side. */
export type Awaited = 'policy' | 'microphone' | 'answer' | 'media';

/** The microphone in use is not the one that was chosen. */
export interface MicrophoneTrouble {
  /** Why that is not in use. */
  failure: Failure;
  /** The label of the one that stands in; null while there is none. */
  standIn: string | null;
}

/**
 * What a session is and how it stands while it runs, whatever its phase: goes over as a whole from one phase to the next,
 * and from one host to the next.
 */
export interface Running {
  session: SessionHead;
  microphone: MicrophoneCondition;
  trouble: MicrophoneTrouble | null;
  /** By the user, or because nobody answered a question. */
  muted: boolean;
  /** Somebody has spoken for seconds since the mute. */
  spokeWhileMuted: boolean;
  /** None before it is live. */
  question: SessionQuestion | null;
  /** Those that stand, the gravest first: none before it is live, and after a loss those of before it. */
  warnings: readonly Warning[];
}

/** A session of which nothing is known yet. */
export function newlyRunning(session: SessionHead): Running {
  return {
    session,
    microphone: 'sounding',
    trouble: null,
    muted: false,
    spokeWhileMuted: false,
    question: null,
    warnings: [],
  };
}

/** How a session ends: by the user, or by a failure. */
export type Ending = { by: 'user' } | { by: 'failure'; failure: Failure };

export type SessionState =
  | { phase: 'idle' }
  | {
      phase: 'starting';
      running: Running;
      awaiting: readonly Awaited[];
      /** Which connection this is: the first, or one after others that came to nothing. */
      attempt: number;
      /** Epoch milliseconds of the next one; null while one is under way. */
      retryAt: number | null;
      /** The network was lost or became another one since Start: what cannot be reached now may be in a moment. */
      isNetworkChanging: boolean;
      /** The server took a connection of this start: what it refuses of another one may be that it still has the first. */
      wasAccepted: boolean;
    }
  | {
      phase: 'live';
      running: Running;
      /** Epoch milliseconds. */
      liveSince: number;
      /** Epoch milliseconds when a new connection took the place of a lost one; absent where the one in use did not. */
      takenOverAt?: number;
      /** How many such connections in a row were lost soon. */
      shortLives?: number;
    }
  | {
      phase: 'recovering';
      running: Running;
      /** Epoch milliseconds, as it was before the loss. */
      liveSince: number;
      /** Epoch milliseconds when the loss was noticed. */
      since: number;
      cause: LossCause;
      rung: RecoveryRung;
      /** Attempts at a new connection so far, the one under way included. */
      attempt: number;
      /** How many of them the server refused in a way that is not believed at once. */
      refusals: number;
      /** How many connections in a row were lost soon after they had taken over. */
      shortLives?: number;
      /** Epoch milliseconds of the next attempt; null while one is under way. */
      retryAt: number | null;
      /** What the server asked to wait before that, in milliseconds; null where it did not. */
      askedMs: number | null;
    }
  | { phase: 'stopping'; session: SessionHead; ending: Ending }
  | { phase: 'failed'; session: SessionHead; endedAt: number; failure: Failure };

export type SessionPhase = SessionState['phase'];

/** What happened, in the past tense. */
export type SessionFact =
  | { type: 'start-requested'; session: SessionHead }
  /** Its host is gone, and this one takes its place. `since` is epoch milliseconds of the last moment known of it. */
  | { type: 'resume-requested'; running: Running; liveSince: number; since: number }
  | { type: 'stop-requested' }
  /** What an administrator has set forbids the session. */
  | { type: 'overruled'; failure: Failure }
  | { type: 'mute-requested'; muted: boolean }
  | { type: 'spoke-while-muted' }
  | QuestionFact
  | { type: 'question-answered' }
  | { type: 'microphone-acquired' }
  | { type: 'microphone-failed'; failure: Failure }
  | { type: 'microphone-condition-changed'; condition: MicrophoneCondition }
  | { type: 'microphone-troubled'; trouble: MicrophoneTrouble | null }
  | { type: 'warnings-changed'; warnings: readonly Warning[] }
  | { type: 'answer-applied' }
  | { type: 'media-acknowledged' }
  | { type: 'connection-failed'; failure: Failure }
  | { type: 'connect-deadline-passed'; failure: Failure }
  | { type: 'connection-lost'; status: ConnectionStatus }
  /** The connection's figures say it before its states do. `isCertain` where it was waited for already. */
  | { type: 'link-silent'; isCertain?: true }
  /** The connection that was lost is heard again. */
  | { type: 'link-heard'; by: 'itself' | 'ice-restart' }
  /** The server cannot, or the new path came to nothing so far. */
  | { type: 'ice-restart-failed' }
  /** Its goodbye, to a connection that was heard for so many milliseconds. */
  | { type: 'server-ended'; heardForMs: number }
  | { type: 'network-lost' }
  /** `isOther` where the computer has an address that it did not have before. */
  | { type: 'network-returned'; isOther?: boolean }
  /** A roll-over where the server takes one publisher: the old connection has to go first. */
  | { type: 'replacement-due' }
  | { type: 'replacement-acknowledged' }
  /** `jitter` is from 0 to 1, at random. */
  | { type: 'replacement-failed'; failure: Failure; old: OldSession; jitter: number }
  | { type: 'retry-due' }
  | { type: 'retry-requested' }
  | { type: 'recovery-limit-passed' }
  | { type: 'frames-failing'; failure: Failure }
  | { type: 'released' }
  | { type: 'failure-dismissed' };

/** `at` is epoch milliseconds; `canRestartIce` says whether the connection's server can, as far as is known then. */
export type SessionInput = { at: number; canRestartIce?: boolean } & SessionFact;

/** What the runner does in the world; results come back as inputs. */
export type SessionEffect =
  | { type: 'open-microphone' }
  /** Within one deadline, however often. `isElsewhere` where what was asked before went into a network that is gone. */
  | { type: 'connect'; attempt: number; isElsewhere?: true }
  /** `why` is absent where the user asked for it. */
  | { type: 'set-microphone-enabled'; enabled: boolean; why?: 'unanswered' }
  /** Tells when the time has passed for which the user wants a session to recover. */
  | { type: 'limit-recovery' }
  | { type: 'wait-to-retry'; ms: number }
  | { type: 'restart-ice' }
  /** A second connection beside the first, instead of any other attempt. */
  | { type: 'attempt'; attempt: number }
  /** The server may take one publisher only; `isLearned` where it does if another is taken after this. */
  | { type: 'close-old'; isLearned: boolean }
  /** The new connection takes the place of the first. */
  | { type: 'adopt-replacement' }
  /** The same where nothing was lost. */
  | { type: 'complete-roll-over' }
  /** The first connection has healed. */
  | { type: 'drop-attempt'; healedBy: 'itself' | 'ice-restart' }
  | { type: 'release' };

/** One phase's variant of the state, or those of several. */
export type StateOf<Phase extends SessionPhase> = Extract<SessionState, { phase: Phase }>;

/** A session that the user can stop or mute. */
export type RunningState = StateOf<'starting' | 'live' | 'recovering'>;

export function isRunning(state: SessionState): state is RunningState {
  return state.phase === 'starting' || state.phase === 'live' || state.phase === 'recovering';
}

/** The same phase, with other members of what goes over from phase to phase. */
export function withRunning<State extends RunningState>(state: State, changes: Partial<Running>): State {
  return { ...state, running: { ...state.running, ...changes } };
}

/** The session of a state; null where there is none, and none was. */
export function sessionOf(state: Exclude<SessionState, { phase: 'idle' }>): SessionHead;
export function sessionOf(state: SessionState): SessionHead | null;
export function sessionOf(state: SessionState): SessionHead | null {
  if (isRunning(state)) return state.running.session;
  return state.phase === 'idle' ? null : state.session;
}

/** There is a session, if only one that stops. */
export function holdsSession({ phase }: SessionState): boolean {
  return phase !== 'idle' && phase !== 'failed';
}

/** The question of a session; null where it has none. */
export function questionOf(state: SessionState): SessionQuestion | null {
  return isRunning(state) ? state.running.question : null;
}
