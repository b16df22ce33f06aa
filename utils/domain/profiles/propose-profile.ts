import { newProfile } from './new-profile.ts';
import { profileKind, profileKinds } from './profile-kinds.ts';
import type { Profile, ServerProfile } from './profile.ts';
import { barePath, serverUrlProblem } from './server-url.ts';

type GuessOf<Server extends ServerProfile> = Server extends ServerProfile
  ? Pick<Server, 'kind' | (keyof Server & 'variant')>
  : never;

/** The kind of server that an address looks like. */
export type ServerGuess = GuessOf<ServerProfile>;

/**
 * What an address says: the beginnings of a profile, that it is for listening (WHEP), or nothing by its
 * shape.
 */
export type Proposal = { says: 'server'; guess: ServerGuess; url: string } | { says: 'receiver' | 'nothing' };

/**
 * Guesses a server's kind by the shape of its address, without any request; null for a text that is no
 * address.
 */
export function proposeProfile(given: string): Proposal | null {
  const address = given.trim().replace(/^ws(s?):/i, 'http$1:');
  const isSocket = address !== given.trim();
  if (serverUrlProblem(address) !== null) return null;
  const url = new URL(address);
  const path = barePath(url);
  if (!isSocket && /\/whep(\/|$)|\/webrtc\/play$/i.test(path)) return { says: 'receiver' };
  for (const kind of profileKinds) {
    for (const shape of profileKind(kind).addresses) {
      const fits = (shape.path?.test(path) ?? true) && (shape.host?.test(url.hostname) ?? true);
      if (!fits || (isSocket && !shape.takesSockets)) continue;
      const guess = { kind, ...(shape.variant && { variant: shape.variant }) } as ServerGuess;
      return { says: 'server', guess, url: shape.toUrl?.(url) ?? address };
    }
  }
  return { says: 'nothing' };
}

/** Makes a new profile for a guess. */
export function profileFor(guess: ServerGuess, id: string, name: string, url: string): Profile {
  return { ...newProfile(guess.kind, id, name), ...guess, url } as Profile;
}
