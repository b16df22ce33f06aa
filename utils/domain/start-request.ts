import type { LearnedFacts } from './learned-facts.ts';
import type { Profile, Settings } from './settings.ts';

/** Everything a host needs to run a session: it reads no storage of its own. */
export interface StartRequest {
  profile: Profile;
  learned: LearnedFacts;
  microphone: Settings['microphone'];
  watch: Settings['watch'];
  recovery: Settings['recovery'];
  /** The user allowed the microphone before: tells a grant that ended from one never given. */
  microphoneWasGranted: boolean;
}
