import type { Profile } from '../domain/profile.ts';
import { createJsonOffer } from './json-offer.ts';
import { withKeepaliveBeside, withKeepaliveChannel } from './keepalive-channel.ts';
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
      return withKeepaliveChannel(deps, { isUsual: false }, (given) => createWhip(profile, given));
    case 'json-offer':
      // The other variants have a data channel of their own.
      return profile.variant === 'aiortc'
        ? withKeepaliveChannel(deps, { isUsual: true }, (given) => createJsonOffer(profile, given))
        : withKeepaliveBeside(deps, createJsonOffer(profile, deps));
    // OpenAI's offer has exactly one data channel, and everything on it is an event.
    case 'openai-realtime':
      return createOpenAiRealtime(profile, deps);
  }
}
