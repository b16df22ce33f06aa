import type { BacklogReport } from '../recovery/backlog-report.ts';
import type { OldSession } from '../recovery/attempt-verdict.ts';
import type { ConnectionStatus } from '../link/connection-status.ts';
import type { Failure } from '../failure/failure.ts';
import type { Warning } from '../warnings/warning-kinds.ts';
import type { EventBody } from '../log/session-event.ts';
import type { AddressChange } from '../link/network-change.ts';
import type { MicrophoneCondition } from '../microphone/microphone-condition.ts';
import type { Lifetime } from '../recovery/roll-over-policy.ts';
import type { Observation } from './observation.ts';
import type { QuestionFact } from './session-question.ts';
import type { MicrophoneTrouble, Running, SessionHead } from './session-state.ts';

/** The connection in use and its server, as far as they are known at the moment of a fact that is about them. */
export interface LinkReading {
  canRestartIce: boolean;
  /** Milliseconds since the far side was last heard; null if it never was. */
  lastHeardMsAgo: number | null;
  /** Milliseconds since what was sent is known to have arrived; null where nothing is. */
  provenMsAgo: number | null;
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
  /** The host has observed what only the log is to know. */
  | { type: 'observed'; event: Observation }
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
  /** The user stops: at once, or `delivered` when all that was said is sent. */
  | { type: 'stop-requested'; when?: 'delivered' }
  /** The time is over in which what was said before a Stop may be sent. */
  | { type: 'delivery-limit-passed' }
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
  /** For too long nothing has shown that what is sent arrives; what was sent `provenMsAgo` milliseconds ago had arrived. */
  | { type: 'delivery-stopped'; provenMsAgo: number }
  /** Since the connection is lost or in doubt it is found that what was sent `provenMsAgo` milliseconds ago had arrived. */
  | { type: 'delivery-proven'; provenMsAgo: number }
  /** What is sent is known to arrive: again, or over a connection that is new. */
  | { type: 'delivery-resumed' }
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
  | { type: 'backlog-reported'; report: BacklogReport }
  /** What is late can't be sent in this browser: the session stays live. */
  | { type: 'catch-up-failed' }
  | { type: 'frames-failing'; failure: Failure }
  /** Comes with the milliseconds before the end of the sound of which nothing shows that it arrived, where that was awaited in vain. */
  | { type: 'released'; unprovenMs?: number }
  | { type: 'failure-dismissed' };

/** `at` is epoch milliseconds. */
export type SessionInput = { at: number } & SessionFact;
