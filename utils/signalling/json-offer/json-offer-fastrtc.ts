import { FailureError } from '../../domain/failure/failure.ts';
import type { Credentials } from '../../domain/profiles/authorization.ts';
import type { JsonOfferProfile } from '../../domain/profiles/profile.ts';
import { createRequest, secretsOf, type RequestDeps } from '../http/http-request.ts';
import { readJsonAnswer } from './json-answer.ts';
import { readErrorWords } from '../http/server-words.ts';
import { asObject, readJsonObject } from '../http/json-object.ts';
import { offerUrl } from './offer-url.ts';
import { readText } from '../../domain/transcript/text-shapes.ts';
import type { Signalling } from '../port/signalling.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';
import { openTextChannel } from '../channels/text-channel.ts';
import { judgeCandidates } from '../offer/trickle.ts';
import { exchangeTrickled } from '../offer/trickled-offer.ts';
import { createJsonTricklingDoubt, type LearningDeps } from './json-trickling-doubt.ts';
import { createWarmUp } from '../http/warm-up.ts';

type FastRtcDeps = Pick<SignallingDeps, keyof RequestDeps | 'onText' | 'onServerMessage' | LearningDeps>;

/**
 * FastRTC: offer and candidates are POSTed to the same URL under a random `webrtc_id`, one candidate a request, and the
 * data channel `text` opens with a handshake.
 *
 * The profile's URL is that of the offer, e.g. `https://host/webrtc/offer`; for a base, where the stream is mounted
 * (`https://host` or `https://host/path/`), `webrtc/offer` is added.
 */
export function createFastRtcOffer(
  profile: Pick<JsonOfferProfile, 'url' | keyof Credentials>,
  deps: FastRtcDeps,
): Signalling {
  const url = offerUrl(profile.url, 'webrtc/offer');
  const request = createRequest(deps);
  const secrets = secretsOf({ url, credentials: profile });
  const headers = { 'content-type': 'application/json' };
  const trickling = createJsonTricklingDoubt(deps);

  function readMessage(text: string): void {
    const message = readJsonObject(text);
    if (message?.['type'] === 'end_stream') deps.onServerMessage('stream-ended');
    else if (message?.['type'] === 'error')
      deps.onServerMessage('error', readErrorWords(message['data'], secrets));
    else {
      const said = message && readText('fastrtc', message);
      if (said) deps.onText(said);
    }
  }

  const handlers = {
    onOpen: shakeHands,
    onText: readMessage,
    onRefused: () => deps.onText({ type: 'refused' }),
    now: deps.now,
  };

  return {
    warmUp: createWarmUp(request, url),

    negotiate(peerConnection, signal) {
      const id = crypto.randomUUID();
      return exchangeTrickled(
        peerConnection,
        {
          after: deps.after,
          openChannel: () => openTextChannel(peerConnection, 'text', handlers),
          async post(sdp) {
            const body = JSON.stringify({ sdp, type: 'offer', webrtc_id: id });
            const reply = await request({ method: 'POST', url, credentials: profile, headers, body, signal });
            throwIfFull(reply.text);
            return readJsonAnswer(reply).sdp;
          },
          async send({ candidates }, running) {
            for (const candidate of candidates) {
              const body = JSON.stringify({
                type: 'ice-candidate',
                candidate: toEntry(candidate),
                webrtc_id: id,
              });
              const options = {
                url,
                credentials: profile,
                headers,
                body,
                signal: running,
                judges: () => true,
              };
              const reply = await request({ method: 'POST', ...options });
              const result = isFailed(reply.text) ? { refused: reply.status } : judgeCandidates(reply.status);
              if (result !== 'accepted') return result;
            }
            return 'accepted';
          },
        },
        trickling,
        signal,
      );
    },
  };
}

function shakeHands(send: (text: string) => void): () => void {
  send('handshake');
  return () => undefined;
}

/** Whether a reply is a refusal, which comes with the status 200. */
function isFailed(text: string): boolean {
  return readJsonObject(text)?.['status'] === 'failed';
}

function throwIfFull(text: string): void {
  if (!isFailed(text)) return;
  if (asObject(readJsonObject(text)?.['meta'])?.['error'] === 'concurrency_limit_reached') {
    throw new FailureError({ reason: 'server-busy' });
  }
}

function toEntry({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate) {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
