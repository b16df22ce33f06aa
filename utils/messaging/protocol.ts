import type { BackfillJob, BackfillOutcome } from '../domain/backfill/backfill-job.ts';
import type { Failure } from '../domain/failure/failure.ts';
import type { LastRecording } from '../domain/recording/last-recording.ts';
import type { TestReport } from '../domain/session/test-report.ts';
import type { SessionEvent } from '../domain/log/session-event.ts';
import type { SessionState } from '../domain/session/session-state.ts';
import type { ResumeRequest, StartOutcome, StartRequest } from '../domain/session/start-request.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { Segment } from '../domain/transcript/segment.ts';
import type { BatchEndpoint } from '../domain/profiles/profile-kinds.ts';
import type { Profile } from '../domain/profiles/profile.ts';

/** Names a request for the words of what did not arrive. */
type BackfillKey = Pick<BackfillJob, 'sessionId' | 'id'>;

/** Commands of the views, which the service worker answers; each is a member of a view's services, in camel case. */
export interface ViewCommands {
  /** Ends the session: at once, or when all that was said is sent, with nothing captured from now on. */
  stop: (when?: 'delivered') => void;
  'set-muted': (muted: boolean) => void;
  /** Answers the session's question: the user wants the session to go on. */
  'answer-question': () => void;
  /** Ends the wait of a session that is recovering, so that it retries at once. */
  retry: () => void;
  /** Forgets a failure that the user has read. */
  'dismiss-failure': () => void;
  /** The recording of the newest session; null where it has none, or none any more. */
  'last-recording': () => LastRecording | null;
  /** Keeps a session's recording whatever its age, or no longer. */
  'keep-recording': (sessionId: string, isKept: boolean) => void;
  /** Tells that a view has opened: the host is created and prepared, so that a Start is quick. */
  prepare: () => void;
}

/** All commands that the service worker answers. */
export interface WorkerCommands extends ViewCommands {
  'get-state': () => SessionState;
  /**
   * Starts a session with this id. A session that is asked for twice begins once, and does not begin again
   * after it was stopped.
   */
  start: (sessionId: string) => StartOutcome;
  /** Tests a profile, which need not be saved; `profile-test-reported` broadcasts what the test sees. */
  'test-profile': (id: string, profile: Profile) => 'begun' | 'session-running';
  'cancel-profile-test': () => void;
  /** Has a session's whole recording transcribed, when no session runs. */
  'transcribe-again': (sessionId: string) => void;
  'cancel-backfill': (key: BackfillKey) => void;
  'retry-backfill': (key: BackfillKey) => void;
  /** Tells how an attempt of the host ended. */
  'backfill-ended': (key: BackfillKey, outcome: BackfillOutcome) => void;
  /**
   * Stores a batch of events. Returns the last `seq` that is stored for the batch's session and the host as
   * writer.
   */
  'store-events': (batch: SessionEvent[]) => number;
  /** Stores segments of a session's transcript. Returns whether the history has the session by now. */
  'store-segments': (sessionId: string, segments: readonly Segment[]) => boolean;
  /** Tells that a WHIP server holds a session for us, until that session is closed. */
  'whip-session-opened': (session: { url: string; profileId: string }) => void;
  'whip-session-closed': (url: string) => void;
}

/** Commands that the session's host answers (in Chromium the offscreen document). */
export interface HostCommands {
  'host-state': () => SessionState;
  /** The id of the session that the host runs, or ran last; null for a new host. */
  'host-last-session': () => string | null;
  'host-start': (sessionId: string, request: StartRequest) => void;
  /** Continues a session whose previous host is gone. */
  'host-resume': (request: ResumeRequest) => SessionState;
  'host-stop': (when?: 'delivered') => void;
  /** Ends the session of this id, because an administrator's policy forbids it. */
  'host-overrule': (sessionId: string) => void;
  /** Ends the recording of this session, because an administrator's policy forbids it. Resolves when its file is closed. */
  'host-forbid-recording': (sessionId: string) => void;
  'host-set-muted': (muted: boolean) => void;
  'host-use-microphone': (microphone: Settings['microphone']) => void;
  'host-answer-question': () => void;
  'host-retry': () => void;
  'host-dismiss-failure': () => void;
  /** Has the words of a window recognised; one that is under way goes on. How it ends is told by `backfill-ended`. */
  'host-backfill': (job: BackfillJob, endpoint: BatchEndpoint) => void;
  'host-cancel-backfill': (key: BackfillKey) => void;
  'host-warm-up': (profile: Profile) => void;
  'host-test-profile': (id: string, request: StartRequest) => void;
  /** Cancels the test of a profile. Resolves when its connection at the server is closed. */
  'host-cancel-profile-test': () => void;
}

/** Facts that are sent to every context, with no reply. */
export interface Broadcasts {
  'session-state-changed': SessionState;
  /** Tells that a second has passed which the badge counts, while the state has stayed the same. */
  'recovery-ticked': SessionState;
  'profile-test-reported': { id: string; report: TestReport };
}

/** The reply to a command. A reply always comes, also when the handler threw. */
export type Reply<Value> = { ok: true; value: Value } | { ok: false; failure: Failure };

/** The name of the port that a view opens to follow `LiveData`; the port closes with the view. */
export const livePortName = 'live';

/** The name of the port that a view opens to follow `TextUpdate`. */
export const textPortName = 'text';
