import type { BacklogPlan } from '../recovery/backlog-plan.ts';
import type { Behind } from './behind.ts';
import type { Gaps } from './gaps.ts';
import type { Failure } from '../failure/failure.ts';
import type { Warning } from '../warnings/warning-kinds.ts';
import type { MicrophoneCondition } from '../microphone/microphone-condition.ts';
import type { LossCause, RecoveryMode, RecoveryRung, RollOverCause } from '../recovery/recovery-policy.ts';
import type { SessionQuestion } from './session-question.ts';
import type { ProfileKind } from '../profiles/profile-kinds.ts';

/** The identity of a session; the same in every phase. */
export interface SessionHead {
  id: string;
  /** Epoch milliseconds of the Start. */
  startedAt: number;
  profile: { id: string; name: string; kind: ProfileKind };
  /** What the session does on a loss. */
  policy: RecoveryMode;
  /** How what was said during a loss is sent afterwards; absent where the session stays live. */
  catchUp?: BacklogPlan;
}

/**
 * What a start still waits for: first for what an administrator has set, then for the other three side by
 * side.
 */
export type Awaited = 'policy' | 'microphone' | 'answer' | 'media';

/** The chosen microphone is not the one in use. */
export interface MicrophoneTrouble {
  /** Why the chosen microphone is not in use. */
  failure: Failure;
  /** The label of the microphone in use; null while there is none. */
  standIn: string | null;
}

/**
 * The members of a running session in every phase: kept as a whole from one phase to the next, and from one
 * host to the next.
 */
export interface Running {
  session: SessionHead;
  microphone: MicrophoneCondition;
  trouble: MicrophoneTrouble | null;
  /** Whether the microphone is muted, by the user or because nobody answered a question. */
  muted: boolean;
  /** Whether somebody has spoken for seconds since the mute. */
  spokeWhileMuted: boolean;
  /** The session's question; null before it is live. */
  question: SessionQuestion | null;
  /**
   * The warnings that are raised, the gravest first: none before the session is live, and after a loss those
   * from before it.
   */
  warnings: readonly Warning[];
  /** The end, in epoch milliseconds, of the credentials of which was told last that they expire; null where none were. */
  expiryTold: number | null;
  interruptions: Interruptions;
  gaps: Gaps;
  /** What was said and is not sent yet; null where nothing is late. */
  behind: Behind | null;
  /** Whether the sound is being recorded on this computer. */
  isRecorded: boolean;
  /** Where the server keeps the session, if nothing is asked there before the user has allowed it; null elsewhere. */
  unaskedOrigin: string | null;
  /** Whether the user has stopped the session, which goes on until all that was said is sent. */
  stopsWhenDelivered: boolean;
}

/** The interruptions of a session so far, one that lasts included. */
export interface Interruptions {
  count: number;
  /** Milliseconds of those that are over. */
  ms: number;
  /** Epoch milliseconds up to which a loss that lasts is counted in `ms` already. */
  countedTo: number;
}

/** A connection that still serves is to be replaced by a second one beside it. */
export interface Replacing {
  cause: RollOverCause;
  /** Epoch milliseconds since when the second one is tried, or waits. */
  since: number;
  /** How many tries in a row came to nothing. */
  attempts: number;
  /** Epoch milliseconds before which nothing is tried; null while a try is under way. */
  retryAt: number | null;
}

/** How a session ends: by the user, or by a failure. */
export type Ending = { by: 'user' } | { by: 'failure'; failure: Failure };

/** What is still to be asked of the user when a session has failed: see {@link Running}. */
type Unasked = Partial<Pick<Running, 'unaskedOrigin'>>;

export type SessionState =
  | { phase: 'idle' }
  | {
      phase: 'starting';
      running: Running;
      awaiting: readonly Awaited[];
      /** The number of the connection of this start: the first, or one after others that failed. */
      attempt: number;
      /** Epoch milliseconds of the next connection; null while one is under way. */
      retryAt: number | null;
      /**
       * Whether the network was lost or changed since Start: a server that is unreachable now may be
       * reachable in a moment.
       */
      isNetworkChanging: boolean;
      /**
       * Whether the server took a connection of this start: it may refuse another one because it still holds
       * the first.
       */
      wasAccepted: boolean;
    }
  | {
      phase: 'live';
      running: Running;
      /** Epoch milliseconds since when the session is live. */
      liveSince: number;
      /**
       * Epoch milliseconds when a new connection took the place of a lost one; absent where the connection in
       * use did not.
       */
      takenOverAt?: number;
      /** The number of consecutive connections that were lost soon after they had taken over. */
      shortLives?: number;
      replacing: Replacing | null;
    }
  | {
      phase: 'recovering';
      running: Running;
      /** Epoch milliseconds since when the session was live before the loss. */
      liveSince: number;
      /** Epoch milliseconds when the loss was noticed. */
      since: number;
      cause: LossCause;
      rung: RecoveryRung;
      /** The number of attempts at a new connection so far, the one under way included. */
      attempt: number;
      /** The number of attempts that the server refused in a way that is not believed at once. */
      refusals: number;
      /** The number of consecutive connections that were lost soon after they had taken over. */
      shortLives?: number;
      /** Epoch milliseconds of the next attempt; null while one is under way. */
      retryAt: number | null;
      /** Milliseconds that the server asked to wait before the next attempt; null where it did not. */
      askedMs: number | null;
      /** The roll-over as it was before the loss, for when the connection is heard again. */
      replacing: Replacing | null;
    }
  | ({ phase: 'stopping'; session: SessionHead; ending: Ending } & Unasked)
  | ({ phase: 'failed'; session: SessionHead; endedAt: number; failure: Failure } & Unasked);

export type SessionPhase = SessionState['phase'];

/** The state's variant for one phase, or for several. */
export type StateOf<Phase extends SessionPhase> = Extract<SessionState, { phase: Phase }>;

/** A session that the user can stop or mute. */
export type RunningState = StateOf<'starting' | 'live' | 'recovering'>;

export function isRunning(state: SessionState): state is RunningState {
  return state.phase === 'starting' || state.phase === 'live' || state.phase === 'recovering';
}

/** A state of the same phase with changes to its `running` record. */
export function withRunning<State extends RunningState>(state: State, changes: Partial<Running>): State {
  return { ...state, running: { ...state.running, ...changes } };
}

/** The session of a state; null where the state has none. */
export function sessionOf(state: Exclude<SessionState, { phase: 'idle' }>): SessionHead;
export function sessionOf(state: SessionState): SessionHead | null;
export function sessionOf(state: SessionState): SessionHead | null {
  if (isRunning(state)) return state.running.session;
  return state.phase === 'idle' ? null : state.session;
}

/** Whether there is a session, even one that is stopping. */
export function holdsSession({ phase }: SessionState): boolean {
  return phase !== 'idle' && phase !== 'failed';
}

/** The question of a session; null where it has none. */
export function questionOf(state: SessionState): SessionQuestion | null {
  return isRunning(state) ? state.running.question : null;
}
