import type { LearnedFacts } from '../profiles/learned-facts.ts';
import type { Running } from './session-state.ts';
import type { Settings } from '../settings/settings.ts';
import type { Profile } from '../profiles/profile.ts';

/** Everything a host needs to run a session: it reads no storage of its own. */
export interface StartRequest {
  profile: Profile;
  learned: LearnedFacts;
  microphone: Settings['microphone'];
  watch: Settings['watch'];
  recovery: Settings['recovery'];
  attention: Settings['attention'];
  /** The user allowed the microphone before: tells a grant that ended from one never given. */
  microphoneWasGranted: boolean;
}

/** What another host needs besides to go on with a session whose own host is gone. */
export interface ResumeRequest {
  request: StartRequest;
  running: Running;
  /** Epoch milliseconds. */
  liveSince: number;
  stand: SessionStand;
}

/** How far a session's log has come. */
export interface SessionStand {
  /** Epoch milliseconds of the last moment that is known of it. */
  lastKnownAt: number;
  /** The `seq` of the host's last event. */
  lastSeq: number;
  interruptions: number;
  /** Milliseconds. */
  interruptedMs: number;
}

/**
 * What came of a Start: the session runs, or a page was opened that asks for what is missing and then goes on, or the user
 * stopped it while it waited for what an administrator has set.
 */
export type StartOutcome = 'started' | 'permission-page-opened' | 'cancelled';
