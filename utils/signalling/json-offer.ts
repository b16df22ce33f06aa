import type { JsonOfferProfile } from '../domain/profile.ts';
import { createAiortcOffer } from './json-offer-aiortc.ts';
import { createFastRtcOffer } from './json-offer-fastrtc.ts';
import { createPipecatOffer } from './json-offer-pipecat.ts';
import type { Signalling } from './signalling.ts';
import type { SignallingDeps } from './signalling-deps.ts';

/** Offer and answer as JSON, in the variant of the profile. */
export function createJsonOffer(
  profile: Pick<JsonOfferProfile, 'variant' | 'url' | 'token'>,
  deps: Pick<SignallingDeps, 'fetch' | 'now' | 'onText' | 'onServerMessage'>,
): Signalling {
  switch (profile.variant) {
    case 'aiortc':
      return createAiortcOffer(profile, deps);
    case 'pipecat':
      return createPipecatOffer(profile, deps);
    case 'fastrtc':
      return createFastRtcOffer(profile, deps);
  }
}
