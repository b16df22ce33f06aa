import { activeProfile, type Settings, type SettingsReading } from './settings.ts';
import type { Profile } from '../profiles/profile.ts';
import { isSame } from './settings-paths.ts';

/** The settings that a Start may begin with. */
export interface SettingsToStart {
  reading: SettingsReading;
  /**
   * The settings that should have been used, where the reading is made with the copy of an earlier policy:
   * resolves when the browser says what an administrator has set, which it may never do. Null where there was
   * nothing to wait for.
   */
  answer: Promise<SettingsReading | null>;
}

/**
 * Whether a session with this profile must not go on under these settings: they stream with another profile,
 * or to another place.
 */
export function overrules(settings: Settings, started: Profile): boolean {
  return !isSame(activeProfile(settings), started);
}
