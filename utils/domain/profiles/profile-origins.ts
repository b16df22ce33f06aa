import type { Profile } from './profile.ts';
import { hostPermission } from './server-url.ts';

/** The match patterns of the servers that these profiles are for. */
export function profileOrigins(profiles: readonly Profile[]): Set<string> {
  return new Set(profiles.flatMap((profile) => ('url' in profile ? [hostPermission(profile.url)] : [])));
}
