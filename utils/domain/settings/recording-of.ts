import type { Profile } from '../profiles/profile.ts';
import { usualRecordingKeep, type RecordingKeep } from '../profiles/recording-keep.ts';
import type { Settings } from './settings.ts';

/**
 * Whether the sessions with a profile are recorded, and for how long that is kept: as the settings say for all profiles, or as
 * the profile says where they leave it to that. The loopback has nothing to say, and its sound has nowhere to arrive.
 */
export function recordingOf(
  { recording: { keep } }: Pick<Settings, 'recording'>,
  profile: Profile,
): RecordingKeep {
  if (keep !== 'by-profile') return keep;
  return profile.kind === 'loopback' ? 'never' : (profile.recording ?? usualRecordingKeep);
}
