import { hostPermission } from './server-url.ts';
import type { WhipProfile } from './profile.ts';

/** Why nothing is asked at the URL that a WHIP server names for its session. */
export const unusedSessionUrls = ['unasked', 'declined', 'insecure', 'granted-to-others'] as const;
export type UnusedSessionUrl = (typeof unusedSessionUrls)[number];

/** What may be asked at the URL of a WHIP session: all, with the credentials; all, without them; or nothing, and why. */
export type SessionUrlUse = 'with-credentials' | 'without-credentials' | UnusedSessionUrl;

/**
 * What may be asked at the URL of a WHIP session, which the server chooses as it likes. Where the extension has more rights
 * than a web page, as at every port of the profile's own host and at the hosts of other profiles, a server could make it ask
 * anything that listens there: the user decides about the former, and the latter are never asked. At any other host a request
 * is that of a web page, and has no credentials. `granted` are the match patterns of the profiles.
 */
export function sessionUrlUse(
  sessionUrl: string,
  { url, sessionUrls = 'ask' }: Pick<WhipProfile, 'url' | 'sessionUrls'>,
  granted: readonly string[],
): SessionUrlUse {
  const [session, own] = [new URL(sessionUrl), new URL(url)];
  if (session.origin === own.origin) return 'with-credentials';
  if (own.protocol === 'https:' && session.protocol !== 'https:') return 'insecure';
  if (hostOf(session) === hostOf(own)) {
    if (sessionUrls === 'ask') return 'unasked';
    return sessionUrls === 'same-host' ? 'with-credentials' : 'declined';
  }
  session.hostname = hostOf(session);
  return granted.includes(hostPermission(session.href)) ? 'granted-to-others' : 'without-credentials';
}

/** The host without the dot at its end, which a browser ignores where it compares hosts with permissions. */
const hostOf = ({ hostname }: URL) => hostname.replace(/\.$/, '');
