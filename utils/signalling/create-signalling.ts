import type { Profile } from '../domain/profiles/profile.ts';
import { createJsonOffer } from './json-offer/json-offer.ts';
import { withKeepaliveBeside, withKeepaliveChannel } from './channels/keepalive-channel.ts';
import { plainHandlers, withServerChannels } from './channels/server-channels.ts';
import { openTextChannel } from './channels/text-channel.ts';
import { createLoopback } from './loopback/loopback.ts';
import { createOpenAiRealtime } from './openai-realtime/openai-realtime.ts';
import type { Signalling } from './port/signalling.ts';
import type { SignallingDeps } from './port/signalling-deps.ts';
import { createWhip } from './whip/whip.ts';

/**
 * Makes the adapter for a profile's kind of server. Its ICE servers are expected in the peer connection's
 * configuration.
 */
export function createSignalling(profile: Profile, deps: SignallingDeps): Signalling {
  // A loopback's receiver is our own, and sends no text.
  if (profile.kind === 'loopback') return createLoopback(deps);
  return withServerChannels(deps, adapterFor(profile, deps));
}

function adapterFor(profile: Exclude<Profile, { kind: 'loopback' }>, deps: SignallingDeps): Signalling {
  switch (profile.kind) {
    case 'whip':
      return withKeepaliveChannel(deps, (given) => createWhip(profile, given));
    case 'json-offer':
      // The other variants of a JSON offer have a data channel of their own.
      return profile.variant === 'aiortc'
        ? withKeepaliveChannel(
            deps,
            (given) => createJsonOffer(profile, given),
            (peerConnection) => openTextChannel(peerConnection, 'text', plainHandlers(deps)),
          )
        : withKeepaliveBeside(deps, createJsonOffer(profile, deps));
    // OpenAI's offer has exactly one data channel, on which every message is an event.
    case 'openai-realtime':
      return createOpenAiRealtime(profile, deps);
  }
}
