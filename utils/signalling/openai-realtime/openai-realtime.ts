import { FailureError } from '../../domain/failure/failure.ts';
import type { OpenAiRealtimeProfile } from '../../domain/profiles/profile.ts';
import { makeGatheredOffer } from '../offer/gathered-offer.ts';
import { createRequest, type HttpReply } from '../http/http-request.ts';
import { asObject, readJsonObject } from '../http/json-object.ts';
import { mintClientSecret } from './openai-client-secret.ts';
import { readOpenAiEvent } from './openai-events.ts';
import { openAiUrls } from './openai-urls.ts';
import { applyAnswer, readSdpAnswer } from '../sdp/sdp-answer.ts';
import type { Signalling } from '../port/signalling.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';
import { openTextChannel } from '../channels/text-channel.ts';
import { createWarmUp } from '../http/warm-up.ts';

type OpenAiProfile = Pick<
  OpenAiRealtimeProfile,
  'url' | 'credentialType' | 'credential' | 'model' | 'language'
>;
type OpenAiDeps = Pick<SignallingDeps, 'fetch' | 'now' | 'onText' | 'onServerMessage'>;

/**
 * OpenAI Realtime and compatible servers. An API key mints a client secret for each connection, while the
 * candidates are being gathered; a ready secret is used as it is. No candidates can be sent after the offer,
 * so it is gathered fully. Servers of the old shape (see {@link openAiUrls}) get the credential itself,
 * whichever it is.
 */
export function createOpenAiRealtime(profile: OpenAiProfile, deps: OpenAiDeps): Signalling {
  const { credentialType, credential, model, language } = profile;
  const urls = openAiUrls(profile.url, model);
  const url = urls.shape === 'calls' ? urls.calls : urls.url;
  const request = createRequest(deps);

  function getBearer(signal: AbortSignal): Promise<string> {
    if (urls.shape === 'old' || credentialType === 'secret') return Promise.resolve(credential);
    return mintClientSecret(request, {
      url: urls.clientSecrets,
      apiKey: credential,
      model,
      language,
      signal,
    });
  }

  async function post(token: string, body: string, signal: AbortSignal): Promise<HttpReply> {
    const headers = { 'content-type': 'application/sdp' };
    const judges = (status: number) => status === 401 && credentialType === 'secret';
    const reply = await request({ method: 'POST', url, token, headers, body, signal, judges });
    if (reply.status !== 401) return reply;
    throw new FailureError({ reason: saysExpired(reply.text) ? 'secret-expired' : 'server-unauthorized' });
  }

  return {
    warmUp: createWarmUp(request, url),

    async negotiate(peerConnection, signal) {
      signal.throwIfAborted();
      const closeChannel = openTextChannel(peerConnection, 'oai-events', {
        onText: (text) => readOpenAiEvent(text, deps),
      });
      try {
        const [token, offer] = await Promise.all([
          getBearer(signal),
          makeGatheredOffer(peerConnection, signal),
        ]);
        const reply = await post(token, offer, signal);
        await applyAnswer(peerConnection, readSdpAnswer(reply.text), signal);
      } catch (error) {
        closeChannel();
        throw error;
      }
      return {
        end() {
          closeChannel();
          return Promise.resolve();
        },
      };
    },
  };
}

/**
 * Whether an error says that a secret has expired. Its code is not documented, so the word is looked for
 * wherever the error names its kind or reason.
 */
function saysExpired(text: string): boolean {
  const fields = readJsonObject(text);
  const error = asObject(fields?.['error']) ?? fields ?? {};
  return [error['code'], error['type'], error['message']].some(
    (each) => typeof each === 'string' && /(?:^|[^a-z])expired(?:$|[^a-z])/i.test(each),
  );
}
