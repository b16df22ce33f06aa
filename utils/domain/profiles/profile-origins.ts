import type { Profile, ServerProfile } from './profile.ts';
import { hostPermission } from './server-url.ts';

/** The match patterns that the profiles before had, and those after have not. */
export function lostOrigins(before: readonly Profile[], after: readonly Profile[]): string[] {
  const kept = profileOrigins(after);
  return [...profileOrigins(before)].filter((origin) => !kept.has(origin));
}

/** The match patterns of the servers that these profiles are for. */
export function profileOrigins(profiles: readonly Profile[]): Set<string> {
  return new Set(
    profiles.flatMap((profile) => ('url' in profile ? addressesOf(profile).map(hostPermission) : [])),
  );
}

/** The addresses that a profile sends to: its server's, and that of its batch endpoint, if it has one. */
export function addressesOf({ url, batch }: Pick<ServerProfile, 'url' | 'batch'>): string[] {
  return batch ? [url, batch.url] : [url];
}
