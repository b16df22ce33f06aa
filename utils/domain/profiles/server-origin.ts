import type { Profile } from './profile.ts';

/** Scheme, host and port of a profile's server; null for loopback. */
export function serverOrigin(profile: Profile): string | null {
  return profile.kind === 'loopback' ? null : new URL(profile.url).origin;
}
