import type { Failure } from '../domain/failure/failure.ts';
import type { TestTold } from '../domain/session/profile-test.ts';
import type { SessionEvent } from '../domain/log/session-event.ts';
import type { SessionState } from '../domain/session/session-state.ts';
import type { ResumeRequest, StartOutcome, StartRequest } from '../domain/session/start-request.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { Profile } from '../domain/profiles/profile.ts';

/** Answered by the service worker. */
export interface WorkerCommands {
  'get-state': () => SessionState;
  /** The session will have this id: asked for twice, it begins once, also where it has been stopped meanwhile. */
  start: (sessionId: string) => StartOutcome;
  stop: () => void;
  'set-muted': (muted: boolean) => void;
  /** The user says that a session goes on which has asked. */
  'answer-question': () => void;
  /** Ends the wait of a session that recovers. */
  retry: () => void;
  /** Tries a profile, which need not be saved; what it sees is told by `profile-test-told`. */
  'test-profile': (id: string, profile: Profile) => 'begun' | 'session-running';
  'cancel-profile-test': () => void;
  /** Forgets a failure that the user has read. */
  'dismiss-failure': () => void;
  /** A view has opened: have the host there and warm, so that a Start is quick. */
  prepare: () => void;
  /** Returns the last `seq` that is stored for the batch's session and the host as writer. */
  'store-events': (batch: SessionEvent[]) => number;
  /** A WHIP server holds a session for us, until it is closed. */
  'whip-session-opened': (session: { url: string; profileId: string }) => void;
  'whip-session-closed': (url: string) => void;
}

/** Answered by the session's host (in Chromium the offscreen document). */
export interface HostCommands {
  'host-state': () => SessionState;
  /** The id of the session that it runs, or ran last; null for a host that is new. */
  'host-last-session': () => string | null;
  'host-start': (sessionId: string, request: StartRequest) => void;
  /** Goes on with a session whose host is gone. */
  'host-resume': (request: ResumeRequest) => SessionState;
  'host-stop': () => void;
  /** What an administrator has set forbids the session of this id. */
  'host-overrule': (sessionId: string) => void;
  'host-set-muted': (muted: boolean) => void;
  'host-use-microphone': (microphone: Settings['microphone']) => void;
  'host-answer-question': () => void;
  'host-retry': () => void;
  'host-dismiss-failure': () => void;
  'host-warm-up': (profile: Profile) => void;
  'host-test-profile': (id: string, request: StartRequest) => void;
  /** Settles when the server has been told goodbye. */
  'host-cancel-profile-test': () => void;
}

/** Facts told to everybody, with no reply. */
export interface Broadcasts {
  'session-state-changed': SessionState;
  /** The state has not changed, but a second has passed that the badge counts. */
  'recovery-ticked': SessionState;
  'profile-test-told': { id: string; told: TestTold };
}

/** A reply always comes, also when the handler threw. */
export type Reply<Value> = { ok: true; value: Value } | { ok: false; failure: Failure };

/** The port that a view opens to follow `LiveData`; it closes with the view. */
export const livePortName = 'live';
