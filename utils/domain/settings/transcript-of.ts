import type { Profile } from '../profiles/profile.ts';
import type { Settings } from './settings.ts';

/**
 * Whether the text of sessions with a profile is kept, and for how many days: as the settings say for all, or for less than that
 * where the profile says so. Without a profile, because it was deleted, as the settings say.
 */
export function transcriptOf(
  { transcript }: Pick<Settings, 'transcript'>,
  profile: Profile | undefined,
): Settings['transcript'] {
  const days = profile && 'keepTextDays' in profile ? (profile.keepTextDays ?? null) : null;
  if (days === null) return transcript;
  // What was kept before it was not wanted any more stays as long as the settings say.
  if (days === 0) return { ...transcript, keep: false };
  return { ...transcript, keepDays: Math.min(days, transcript.keepDays ?? days) };
}
