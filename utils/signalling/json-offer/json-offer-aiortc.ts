import type { Credentials } from '../../domain/profiles/authorization.ts';
import type { JsonOfferProfile } from '../../domain/profiles/profile.ts';
import { makeGatheredOffer } from '../offer/gathered-offer.ts';
import { createRequest, type RequestDeps } from '../http/http-request.ts';
import { readJsonAnswer } from './json-answer.ts';
import { offerUrl } from './offer-url.ts';
import { applyAnswer } from '../sdp/sdp-answer.ts';
import type { Signalling } from '../port/signalling.ts';
import { createWarmUp } from '../http/warm-up.ts';

/**
 * The exchange of aiortc's examples: one POST of `{ sdp, type }`, gathered fully because no candidates can
 * follow it. The far side has no session by name, so the session ends with the connection.
 *
 * The profile's URL is that of the offer, e.g. `https://host/offer`; for a base (`https://host`) `offer` is
 * added.
 */
export function createAiortcOffer(
  profile: Pick<JsonOfferProfile, 'url' | keyof Credentials>,
  deps: RequestDeps,
): Signalling {
  const url = offerUrl(profile.url, 'offer');
  const request = createRequest(deps);
  return {
    warmUp: createWarmUp(request, url),

    async negotiate(peerConnection, signal) {
      signal.throwIfAborted();
      const sdp = await makeGatheredOffer(peerConnection, signal, deps);
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ sdp, type: 'offer' });
      const reply = await request({ method: 'POST', url, credentials: profile, headers, body, signal });
      await applyAnswer(peerConnection, readJsonAnswer(reply).sdp, signal);
      return { end: () => Promise.resolve() };
    },
  };
}
