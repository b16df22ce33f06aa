import { withoutSecrets, withSecretsOf } from '../profiles/profile-secrets.ts';
import { mergeSettings } from './merge-settings.ts';
import { recordingOf } from './recording-of.ts';
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

/** The part of a session that a policy forbids: the session as a whole, or its recording alone. */
export type Overruled = 'session' | 'recording';

/**
 * The part of a session that was started by these choices, as if there were no policy, which must not go on under this one:
 * all of it where it should have streamed with another profile, or to another place; its recording where nothing may be
 * recorded. Null where all of it may go on. `now` holds the user's settings with their secrets; a choice after the Start is for
 * the next session.
 */
export function overruledBy(choices: UserChoices, now: Settings | null, policy: Policy): Overruled | null {
  const user = choices.user && {
    ...choices.user,
    profiles: choices.user.profiles.map((bare) => withSecretsOf(bare, now?.profiles ?? []) ?? bare),
  };
  const seen = new Map(Object.entries(choices.seen));
  const [before, after] = [noPolicy, policy].map((each) => {
    const { settings } = mergeSettings({ user, seen, policy: each });
    const profile = activeProfile(settings);
    const isRecorded = recordingOf(settings, profile) !== 'never';
    // How long a recording is kept, and what becomes of it, is nothing by which the session itself is another one.
    return {
      profile: profile.kind === 'loopback' ? profile : { ...profile, recording: undefined, batch: undefined },
      isRecorded,
    };
  });
  if (!isSame(before?.profile, after?.profile)) return 'session';
  return before?.isRecorded && !after?.isRecorded ? 'recording' : null;
}
