import type { Profile, ServerProfile, WhipProfile } from './profile.ts';
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

/**
 * The addresses that a profile sends to: its server's, that server's by TLS where sessions may be there, and that of its batch
 * endpoint, if it has one.
 */
export function addressesOf({
  url,
  batch,
  sessionUrls,
}: Pick<ServerProfile, 'url' | 'batch'> & Pick<Partial<WhipProfile>, 'sessionUrls'>): string[] {
  const leadsOn = sessionUrls === 'same-host';
  return [url, ...(batch ? [batch.url] : []), ...(leadsOn ? [url.replace(/^http:/i, 'https:')] : [])];
}
