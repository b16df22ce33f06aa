import type { CatchUpPlan } from '../settings/catch-up-of.ts';
import type { LearnedFacts } from '../profiles/learned-facts.ts';
import type { OwedSound } from '../recording/owed-sound.ts';
import type { RecordingKeep } from '../profiles/recording-keep.ts';
import type { Running } from './session-state.ts';
import type { Settings } from '../settings/settings.ts';
import type { Profile } from '../profiles/profile.ts';

/** Everything a host needs to run a session: it reads no storage of its own. */
export interface StartRequest {
  /** The version of the extension; absent in what an older version has stored. */
  version?: string;
  profile: Profile;
  learned: LearnedFacts;
  /**
   * The match patterns of all profiles, so that no server leads to a host that another profile was given access for; absent in what
   * an older version has stored.
   */
  granted?: readonly string[];
  microphone: Settings['microphone'];
  watch: Settings['watch'];
  recovery: Settings['recovery'];
  attention: Settings['attention'];
  /** Whether the session is recorded, and how long that is kept; absent in what an older version has stored. */
  recording?: RecordingKeep;
  /** How the session catches up; null where it stays live, absent in what an older version has stored. */
  catchUp?: CatchUpPlan | null;
  /** The unsent sound of the session or host that was cut off, to be sent first; absent where there is none, and never stored. */
  owed?: OwedSound;
  /**
   * Whether the user allowed the microphone before: distinguishes a grant that ended from one that was never
   * given.
   */
  microphoneWasGranted: boolean;
}

/** What a new host needs besides the request to continue a session whose own host is gone. */
export interface ResumeRequest {
  request: StartRequest;
  running: Running;
  /** Epoch milliseconds since when the session was live. */
  liveSince: number;
  stand: SessionStand;
}

/** How far a session's log has come. */
export interface SessionStand {
  /** Epoch milliseconds of the last moment that is known of the session. */
  lastKnownAt: number;
  /** The `seq` of the host's last event. */
  lastSeq: number;
  interruptions: number;
  /** Milliseconds of all interruptions so far. */
  interruptedMs: number;
}

/**
 * The outcome of a Start: the session runs, or a page was opened that asks for what is missing and then goes
 * on, or the user stopped it while it waited for what an administrator has set.
 */
export type StartOutcome = 'started' | 'permission-page-opened' | 'cancelled';
