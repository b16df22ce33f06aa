import { withoutSecrets, withSecretsOf } from '../profiles/profile-secrets.ts';
import { mergeSettings } from './merge-settings.ts';
import { activeProfile, type Settings, type SettingsReading } from './settings.ts';
import { isSame } from './settings-paths.ts';
import { noPolicy, type Policy } from './settings-policy.ts';

/** The settings that a Start may begin with. */
export interface SettingsToStart {
  reading: SettingsReading;
  /**
   * What the reading was made of, where the last policy was empty and the browser has still to say what an
   * administrator has set; null where it has said so.
   */
  unconfirmed: UserChoices | null;
}

/** What a user had chosen when a session was started, without secrets, so that it may be kept. */
export interface UserChoices {
  /** Null where the user had never saved settings. */
  user: Settings | null;
  /** The policy's values when the user saved them, by path. */
  seen: Record<string, unknown>;
}

export function userChoices(user: Settings | null, seen: UserChoices['seen']): UserChoices {
  return { user: user && { ...user, profiles: user.profiles.map(withoutSecrets) }, seen };
}

/**
 * Whether a session that was started by these choices, as if there were no policy, must not go on under this
 * one: it should have streamed with another profile, or to another place. `now` holds the user's settings
 * with their secrets; a choice after the Start is for the next session.
 */
export function isOverruled(choices: UserChoices, now: Settings | null, policy: Policy): boolean {
  const user = choices.user && {
    ...choices.user,
    profiles: choices.user.profiles.map((bare) => withSecretsOf(bare, now?.profiles ?? []) ?? bare),
  };
  const seen = new Map(Object.entries(choices.seen));
  const profileUnder = (each: Policy) => activeProfile(mergeSettings({ user, seen, policy: each }).settings);
  return !isSame(profileUnder(policy), profileUnder(noPolicy));
}
