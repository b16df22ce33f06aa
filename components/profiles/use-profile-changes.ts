import type { Settings } from '../../utils/domain/settings/settings.ts';
import type { Profile } from '../../utils/domain/profiles/profile.ts';
import { useServices } from '../services.ts';

/** The actions on the list of profiles; each calls `set` with a notice in words and the change. */
export function useProfileChanges(set: (said: string, update: (now: Settings) => Settings) => void) {
  const { texts } = useServices();

  return {
    choose({ id, name }: Profile) {
      set(texts.t('profiles_chosen', name), (now) => ({ ...now, activeProfileId: id }));
    },

    remove({ id, name }: Profile) {
      set(texts.t('profiles_deleted', name), (now) => {
        const profiles = now.profiles.filter((profile) => profile.id !== id);
        const activeProfileId = now.activeProfileId === id ? (profiles[0]?.id ?? id) : now.activeProfileId;
        return { ...now, profiles, activeProfileId };
      });
    },

    duplicate(profile: Profile) {
      const name = texts.t('profiles_copy_name', profile.name.slice(0, 60));
      const copy = { ...profile, id: crypto.randomUUID(), name };
      set(texts.t('profiles_duplicated', name), (now) => {
        const place = now.profiles.findIndex(({ id }) => id === profile.id) + 1;
        return { ...now, profiles: now.profiles.toSpliced(place, 0, copy) };
      });
    },

    move(profile: Profile, to: number, count: number) {
      set(texts.t('profiles_moved', profile.name, to + 1, count), (now) => {
        const others = now.profiles.filter(({ id }) => id !== profile.id);
        return { ...now, profiles: others.toSpliced(to, 0, profile) };
      });
    },
  };
}
