import { activeProfile, type Settings, type SettingsReading } from './settings.ts';
import type { Profile } from '../profiles/profile.ts';
import { isSame } from './settings-paths.ts';

/** What a Start may begin with. */
export interface SettingsToStart {
  reading: SettingsReading;
  /**
   * What should have held instead, where the reading is made with the copy of an earlier policy: settles when the browser
   * says what an administrator has set, which it may never do. Null where there was nothing to wait for.
   */
  answer: Promise<SettingsReading | null>;
}

/** Whether a session with this profile must not go on under these settings: they stream with another, or to another place. */
export function overrules(settings: Settings, started: Profile): boolean {
  return !isSame(activeProfile(settings), started);
}
