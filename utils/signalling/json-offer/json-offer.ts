import type { Credentials } from '../../domain/profiles/authorization.ts';
import type { JsonOfferProfile } from '../../domain/profiles/profile.ts';
import { createAiortcOffer } from './json-offer-aiortc.ts';
import { createFastRtcOffer } from './json-offer-fastrtc.ts';
import { createPipecatOffer } from './json-offer-pipecat.ts';
import type { LearningDeps } from './json-trickling-doubt.ts';
import type { RequestDeps } from '../http/http-request.ts';
import type { Signalling } from '../port/signalling.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';

/** Offer and answer as JSON, in the variant of the profile. */
export function createJsonOffer(
  profile: Pick<JsonOfferProfile, 'variant' | 'url' | keyof Credentials>,
  deps: Pick<SignallingDeps, keyof RequestDeps | 'every' | 'onText' | 'onServerMessage' | LearningDeps>,
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
