import type { OldSession } from '../recovery/attempt-verdict.ts';
import type { ConnectionStatus } from '../link/connection-status.ts';
import type { Failure } from '../failure/failure.ts';
import type { Warning } from '../warnings/warning-kinds.ts';
import type { EventBody } from '../log/session-event.ts';
import type { AddressChange } from '../link/network-change.ts';
import type { MicrophoneCondition } from '../microphone/microphone-condition.ts';
import type { LossCause, RecoveryMode, RecoveryRung, RollOverCause } from '../recovery/recovery-policy.ts';
import type { Lifetime } from '../recovery/roll-over-policy.ts';
import type { QuestionFact, SessionQuestion } from './session-question.ts';
import type { ProfileKind } from '../profiles/profile-kinds.ts';

/** The identity of a session; the same in every phase. */
export interface SessionHead {
  id: string;
  /** Epoch milliseconds of the Start. */
  startedAt: number;
  profile: { id: string; name: string; kind: ProfileKind };
  /** What the session does on a loss. */
  policy: RecoveryMode;
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
}

/** The record of a session that has only just begun. */
export function newlyRunning(session: SessionHead): Running {
  return {
    session,
    microphone: 'sounding',
    trouble: null,
    muted: false,
    spokeWhileMuted: false,
    question: null,
    warnings: [],
    expiryTold: null,
    interruptions: { count: 0, ms: 0, countedTo: 0 },
  };
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
  | { phase: 'stopping'; session: SessionHead; ending: Ending }
  | { phase: 'failed'; session: SessionHead; endedAt: number; failure: Failure };

export type SessionPhase = SessionState['phase'];

/** The connection in use and its server, as far as they are known at the moment of a fact that is about them. */
export interface LinkReading {
  canRestartIce: boolean;
  /** Milliseconds since the far side was last heard; null if it never was. */
  lastHeardMsAgo: number | null;
  /** The server takes one connection at a time, so that a second one would have to interrupt the first. */
  takesOnePublisher: boolean;
}

/** A fact that may cost the connection in use, or what is tried in its place. */
interface AboutLink {
  link: LinkReading;
}

/** A fact after which something may have to wait. */
interface ByChance {
  /** From 0 to 1, at random: keeps many clients of one server from coming in step. */
  jitter: number;
}

/** A fact that follows from the time for which the connection in use can serve. */
export type LifetimeFact =
  /** The connection's time comes. */
  | { type: 'lifetime-due'; cause: Lifetime['cause'] }
  /** A connection in a better network may be tried by now. */
  | { type: 'roll-over-due' }
  /** The connection's credentials expire at `until`, epoch milliseconds, and another connection would have the same. */
  | { type: 'credentials-expiring'; until: number };

/** A fact: what happened, in the past tense. */
export type SessionFact =
  | { type: 'start-requested'; session: SessionHead; begun: EventBody<'session-started'> }
  /** The resources of a session could not be made, so that it has failed before it began. */
  | {
      type: 'begin-failed';
      session: SessionHead;
      begun: EventBody<'session-started' | 'session-resumed'>;
      failure: Failure;
    }
  /**
   * The session's host is gone, and this host takes its place. `since` is epoch milliseconds of the last
   * moment known of it.
   */
  | {
      type: 'resume-requested';
      running: Running;
      liveSince: number;
      since: number;
      begun: EventBody<'session-resumed'>;
    }
  | { type: 'stop-requested' }
  /** An administrator's policy forbids the session. */
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
  | ({ type: 'connection-lost'; status: ConnectionStatus } & AboutLink)
  /** The connection's figures show a loss before its states do. */
  | ({ type: 'link-silent' } & AboutLink)
  /** The connection had to show that it still serves, and was not heard in the time for that. */
  | ({ type: 'link-unproven' } & AboutLink)
  /** The connection that was lost is heard again. */
  | { type: 'link-heard'; by: 'itself' | 'ice-restart' }
  /** The server cannot restart ICE, or the new path has failed so far. */
  | { type: 'ice-restart-failed' }
  /** The server closed a connection that was heard for `heardForMs` milliseconds. */
  | ({ type: 'server-ended'; heardForMs: number } & AboutLink)
  /** The operating system says whether the computer is in a network. */
  | ({ type: 'network-changed'; online: boolean } & AboutLink)
  /** The computer has other addresses than before; null where it has the same, and is online again. */
  | ({ type: 'addresses-changed'; change: AddressChange | null } & AboutLink)
  /** The computer slept, or its clock was set. */
  | ({ type: 'slept'; byMs: number } & AboutLink)
  | Extract<LifetimeFact, { type: 'credentials-expiring' }>
  | (Exclude<LifetimeFact, { type: 'credentials-expiring' }> & AboutLink & ByChance)
  | { type: 'replacement-acknowledged' }
  | ({ type: 'replacement-failed'; failure: Failure; old: OldSession } & AboutLink & ByChance)
  | ({ type: 'retry-due' } & AboutLink)
  /** The user does not want to wait for the next attempt. */
  | ({ type: 'retry-requested' } & AboutLink)
  | { type: 'recovery-limit-passed' }
  | { type: 'frames-failing'; failure: Failure }
  | { type: 'released' }
  | { type: 'failure-dismissed' };

/** `at` is epoch milliseconds. */
export type SessionInput = { at: number } & SessionFact;

/** An effect that the runner performs; its results come back as inputs. */
export type SessionEffect =
  | { type: 'open-microphone' }
  /**
   * Connects within one deadline for all attempts. `isElsewhere` where the requests before went into a
   * network that is gone.
   */
  | { type: 'connect'; attempt: number; isElsewhere?: true }
  /** `why` is absent where the user asked for it. */
  | { type: 'set-microphone-enabled'; enabled: boolean; why?: 'unanswered' }
  /** Has the connection in use reported as `link-heard` when it is heard the next time. */
  | { type: 'doubt-link' }
  /** Gives the connection in use a time to be heard in, after which it is reported as `link-unproven`. */
  | { type: 'verify-link' }
  | { type: 'compare-addresses' }
  /** Checks whether the time of the connection in use, or that of its replacement, has come: see {@link LifetimeFact}. */
  | { type: 'check-lifetimes' }
  /** Makes a second connection beside the first, which serves. */
  | { type: 'roll-over' }
  /** Limits the recovery to the time that the user has set for it. */
  | { type: 'limit-recovery' }
  | { type: 'wait-to-retry'; ms: number }
  | { type: 'restart-ice' }
  /** Makes a second connection beside the first, in place of any other attempt. */
  | { type: 'attempt'; attempt: number }
  /**
   * Closes the old connection, since the server may take one publisher only; `isLearned` where that is proven
   * when another one is taken after this.
   */
  | { type: 'close-old'; isLearned: boolean }
  /** Puts the new connection in the place of the first. */
  | { type: 'adopt-replacement' }
  /** Puts the new connection in the place of the first, where nothing was lost. */
  | { type: 'complete-roll-over' }
  /** Drops the attempt, since the first connection has healed. */
  | { type: 'drop-attempt'; healedBy: 'itself' | 'ice-restart' }
  | { type: 'release' };

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
