import type { Settings } from '../../utils/domain/settings/settings.ts';
import type { Profile } from '../../utils/domain/profiles/profile.ts';
import { useServices } from '../services.ts';

/**
 * The actions on the list of profiles; each calls `set` with a notice in words, which has the profile's shown name, and the
 * change.
 */
export function useProfileChanges(
  set: (said: string, update: (now: Settings) => Settings) => void,
  nameOf: (profile: Profile) => string,
) {
  const { texts } = useServices();

  return {
    choose(profile: Profile) {
      set(texts.t('profiles_chosen', nameOf(profile)), (now) => ({ ...now, activeProfileId: profile.id }));
    },

    remove(profile: Profile) {
      const { id } = profile;
      set(texts.t('profiles_deleted', nameOf(profile)), (now) => {
        const profiles = now.profiles.filter((each) => each.id !== id);
        const activeProfileId = now.activeProfileId === id ? (profiles[0]?.id ?? id) : now.activeProfileId;
        return { ...now, profiles, activeProfileId };
      });
    },

    duplicate(profile: Profile) {
      const name = texts.t('profiles_copy_name', nameOf(profile).slice(0, 60));
      const copy = { ...profile, id: crypto.randomUUID(), name };
      set(texts.t('profiles_duplicated', name), (now) => {
        const place = now.profiles.findIndex(({ id }) => id === profile.id) + 1;
        return { ...now, profiles: now.profiles.toSpliced(place, 0, copy) };
      });
    },

    move(profile: Profile, to: number, count: number) {
      set(texts.t('profiles_moved', nameOf(profile), to + 1, count), (now) => {
        const others = now.profiles.filter(({ id }) => id !== profile.id);
        return { ...now, profiles: others.toSpliced(to, 0, profile) };
      });
    },
  };
}
