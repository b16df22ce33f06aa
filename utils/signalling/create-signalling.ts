import type { Profile } from '../domain/settings.ts';
import { createJsonOffer } from './json-offer.ts';
import { createLoopback } from './loopback.ts';
import { createOpenAiRealtime } from './openai-realtime.ts';
import type { Signalling } from './signalling.ts';
import type { SignallingDeps } from './signalling-deps.ts';
import { createWhip } from './whip.ts';

/** The adapter for a profile's kind of server. Its ICE servers are expected in the peer connection's configuration. */
export function createSignalling(profile: Profile, deps: SignallingDeps): Signalling {
  switch (profile.kind) {
    case 'loopback':
      return createLoopback(deps);
    case 'whip':
      return createWhip(profile, deps);
    case 'json-offer':
      return createJsonOffer(profile, deps);
    case 'openai-realtime':
      return createOpenAiRealtime(profile, deps);
  }
}
