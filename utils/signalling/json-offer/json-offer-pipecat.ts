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

type PipecatDeps = Pick<
  SignallingDeps,
  keyof RequestDeps | 'every' | 'onText' | 'onServerMessage' | LearningDeps
>;

/**
 * Milliseconds between two pings: once a client has sent a ping, the server takes it for gone after 3 s
 * without another.
 */
const pingMs = 1000;

/** The first message of a client of RTVI 2.4 (docs.pipecat.ai, "client-ready"). */
const clientReady = JSON.stringify({
  label: 'rtvi-ai',
  type: 'client-ready',
  id: '1',
  data: { version: '2.4.0', about: { library: 'steadymic' } },
});

/**
 * Pipecat's SmallWebRTC transport: the offer is POSTed, candidates follow by PATCH to the same URL under the `pc_id` of
 * the answer, and the data channel `chat` carries a ping each second, signalling and RTVI messages.
 *
 * The profile's URL is that of the offer, e.g. `https://host/api/offer`; for a base (`https://host`) `api/offer` is added.
 */
export function createPipecatOffer(
  profile: Pick<JsonOfferProfile, 'url' | keyof Credentials>,
  deps: PipecatDeps,
): Signalling {
  const url = offerUrl(profile.url, 'api/offer');
  const request = createRequest(deps);
  const secrets = secretsOf({ url, credentials: profile });
  const headers = { 'content-type': 'application/json' };
  const trickling = createJsonTricklingDoubt(deps);

  function readMessage(text: string): void {
    const message = readJsonObject(text);
    const said = message && readText('pipecat', message);
    if (said) return deps.onText(said);
    if (message?.['type'] === 'signalling') {
      if (asObject(message['message'])?.['type'] === 'peerLeft') deps.onServerMessage('peer-left');
    } else if (message?.['label'] === 'rtvi-ai') {
      if (message['type'] === 'error')
        deps.onServerMessage('error', readErrorWords(asObject(message['data']), secrets));
    }
  }

  /** Tells that we read RTVI, without which a server may send no transcriptions, and pings from then on. */
  function greet(send: (text: string) => void): () => void {
    send(clientReady);
    return deps.every(pingMs, () => send(`ping: ${deps.now()}`));
  }

  const handlers = {
    onOpen: greet,
    onText: readMessage,
    onRefused: () => deps.onText({ type: 'refused' }),
    now: deps.now,
  };

  return {
    warmUp: createWarmUp(request, url),

    negotiate(peerConnection, signal) {
      let id: unknown = null;
      return exchangeTrickled(
        peerConnection,
        {
          after: deps.after,
          openChannel: () => openTextChannel(peerConnection, 'chat', handlers),
          async post(sdp) {
            const body = JSON.stringify({ sdp, type: 'offer', pc_id: null, restart_pc: false });
            const reply = await request({ method: 'POST', url, credentials: profile, headers, body, signal });
            const answer = readJsonAnswer(reply);
            id = answer.fields['pc_id'];
            return answer.sdp;
          },
          async send({ candidates }, running) {
            if (candidates.length === 0) return 'accepted';
            const body = JSON.stringify({ pc_id: id, candidates: candidates.map(toEntry) });
            const options = { url, credentials: profile, headers, body, signal: running, judges: () => true };
            return judgeCandidates((await request({ method: 'PATCH', ...options })).status);
          },
        },
        trickling,
        signal,
      );
    },
  };
}

function toEntry({ candidate, sdpMid, sdpMLineIndex }: RTCIceCandidate) {
  return { candidate, sdp_mid: sdpMid ?? '0', sdp_mline_index: sdpMLineIndex ?? 0 };
}
