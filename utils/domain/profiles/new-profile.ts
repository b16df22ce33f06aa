import { profileKind, type ProfileKind } from './profile-kinds.ts';
import type { Profile } from './profile.ts';

/** A profile as its form begins: what the table has for its kind, and what only the user knows left empty. */
export function newProfile(kind: ProfileKind, id: string, name: string): Profile {
  const members = Object.entries(profileKind(kind).members).flatMap(([member, { initial }]) =>
    initial === undefined ? [] : [[member, structuredClone(initial)]],
  );
  return { id, name, kind, ...(Object.fromEntries(members) as object) } as Profile;
}
