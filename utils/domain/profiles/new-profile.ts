import { profileKind, type ProfileKind } from './profile-kinds.ts';
import type { Profile } from './profile.ts';

/**
 * A new profile for its form: the initial values of its kind, and empty values where only the user knows
 * them.
 */
export function newProfile(kind: ProfileKind, id: string, name: string): Profile {
  const members = Object.entries(profileKind(kind).members).flatMap(([member, { initial }]) =>
    initial === undefined ? [] : [[member, structuredClone(initial)]],
  );
  return { id, name, kind, ...(Object.fromEntries(members) as object) } as Profile;
}
