import { newProfile } from './new-profile.ts';
import { barePath, serverUrlProblem } from './server-url.ts';
import type { JsonOfferProfile, Profile, ProfileKind } from './profile.ts';

/** What kind of server an address looks like. */
export type ServerGuess =
  { kind: 'whip' | 'openai-realtime' } | { kind: 'json-offer'; variant: JsonOfferProfile['variant'] };

/** Of an address: a profile's beginnings, that it is for listening (WHEP), or that its shape says nothing. */
export type Proposal = { says: 'server'; guess: ServerGuess; url: string } | { says: 'receiver' | 'nothing' };

/** Guesses a server's kind by the shape of its address, and asks nobody; null for what is no address. */
export function proposeProfile(text: string): Proposal | null {
  // OpenAI's realtime address is often given for a WebSocket; the calls for WebRTC are at the same place.
  const address = text.trim().replace(/^ws(s?):/i, 'http$1:');
  const isSocket = address !== text.trim();
  if (serverUrlProblem(address) !== null) return null;
  const url = new URL(address);
  const path = barePath(url);
  if (/(^|\/)v1\/realtime(\/|$)/.test(path.slice(1)))
    return server({ kind: 'openai-realtime' }, callsUrl(url, path));
  if (isSocket) return { says: 'nothing' };
  if (/\/whep(\/|$)|\/webrtc\/play$/i.test(path)) return { says: 'receiver' };
  if (/\/whip(\/|$)|\/webrtc\/publish$/i.test(path) || /(^|\.)whip\./i.test(url.hostname)) {
    return server({ kind: 'whip' }, address);
  }
  if (/\/webrtc\/offer$/.test(path)) return server({ kind: 'json-offer', variant: 'fastrtc' }, address);
  if (/\/api\/offer$/.test(path)) return server({ kind: 'json-offer', variant: 'pipecat' }, address);
  if (/\/offer$/.test(path)) return server({ kind: 'json-offer', variant: 'aiortc' }, address);
  return { says: 'nothing' };
}

/** A new profile for a guess. */
export function profileFor(guess: ServerGuess, id: string, name: string, url: string): Profile {
  const profile = newProfile(guess.kind satisfies ProfileKind, id, name);
  const variant = guess.kind === 'json-offer' ? { variant: guess.variant } : {};
  return { ...profile, ...variant, url } as Profile;
}

function server(guess: ServerGuess, url: string): Proposal {
  return { says: 'server', guess, url };
}

function callsUrl(url: URL, path: string): string {
  return url.hostname === 'api.openai.com' && path === '/v1/realtime'
    ? `${url.origin}/v1/realtime/calls`
    : url.href;
}
