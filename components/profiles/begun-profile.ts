import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import type { Profile } from '../../utils/domain/profiles/profile.ts';

const begunKey: InjectionKey<ShallowRef<Profile | null>> = Symbol('begun profile');

/** Hands a new profile on to the form; not through the address bar, because an address may hold a secret. */
export function provideBegunProfile(): void {
  provide(begunKey, shallowRef<Profile | null>(null));
}

export function useBegunProfile() {
  const begun = inject(begunKey);
  if (!begun) throw new Error('a part of the options page is mounted without a place for a new profile');
  return {
    /** Opens the form with this profile. */
    begin(profile: Profile): void {
      begun.value = profile;
      location.hash = `#/settings/profiles/new/${profile.kind}`;
    },
    /** Takes the profile that was begun; null at the second call. */
    take(): Profile | null {
      const taken = begun.value;
      begun.value = null;
      return taken;
    },
  };
}
