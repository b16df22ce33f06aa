import { FailureError } from '../../domain/failure/failure.ts';
import type { OpenAiRealtimeProfile } from '../../domain/profiles/profile.ts';
import { modelTraits } from '../../domain/profiles/model-traits.ts';
import { makeGatheredOffer } from '../offer/gathered-offer.ts';
import { createRequest, secretsOf, type HttpReply, type RequestDeps } from '../http/http-request.ts';
import { findAnswer } from '../http/find-answer.ts';
import { isUnread, mintClientSecret } from './openai-client-secret.ts';
import { readOpenAiEvent } from './openai-events.ts';
import { sessionUpdate, type TranscriptionWishes } from './openai-session.ts';
import { openAiUrls } from './openai-urls.ts';
import { applyAnswer, readSdpAnswer } from '../sdp/sdp-answer.ts';
import type { Signalling } from '../port/signalling.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';
import { openTextChannel } from '../channels/text-channel.ts';
import { createWarmUp } from '../http/warm-up.ts';

type OpenAiProfile = Pick<OpenAiRealtimeProfile, 'url' | 'credentialType' | 'credential' | 'username'> &
  TranscriptionWishes;
type OpenAiDeps = Pick<SignallingDeps, keyof RequestDeps | 'onText' | 'onServerMessage'>;

/**
 * OpenAI Realtime and compatible servers. An API key mints a client secret for each connection, while the
 * candidates are being gathered; a ready secret, or a password, is used as it is. No candidates can be sent after the offer,
 * so it is gathered fully. Servers of the old shape (see {@link openAiUrls}) get the credential itself,
 * whichever it is. What the profile says of the transcription goes with the secret, or where none is minted by `session.update`.
 */
export function createOpenAiRealtime(profile: OpenAiProfile, deps: OpenAiDeps): Signalling {
  const { credential, username = '', model } = profile;
  const isReady = profile.credentialType === 'secret' || username !== '';
  const urls = openAiUrls(profile.url, model);
  const url = urls.shape === 'calls' ? urls.calls : urls.url;
  const request = createRequest(deps);
  const mints = urls.shape === 'calls' && !isReady;
  const endsTurns = modelTraits(model).endsNoTurns ?? false;

  function getBearer(signal: AbortSignal): Promise<string> {
    if (urls.shape === 'old' || isReady) return Promise.resolve(credential);
    return mintClientSecret(request, {
      url: urls.clientSecrets,
      apiKey: credential,
      wishes: profile,
      endsTurns,
      signal,
      onRefused: (said) => deps.onServerMessage('error', said === undefined ? {} : { said }),
    });
  }

  const secrets = secretsOf({ url: profile.url, credentials: { token: credential, username } });
  let asksByJson = false;
  /** The secret with which the newest connection was asked for. */
  let minted = '';

  function ask(token: string, sdp: string, signal: AbortSignal): Promise<HttpReply> {
    const headers = { 'content-type': asksByJson ? 'application/json' : 'application/sdp' };
    const body = asksByJson ? JSON.stringify({ sdp, type: 'offer' }) : sdp;
    const expires = isReady && username === '';
    return request({ method: 'POST', url, credentials: { token, username }, headers, body, signal, expires });
  }

  /**
   * Posts an offer, and once more as JSON where a status says that the server does not read it as it is. Where it refuses
   * both, the first refusal is the failure.
   */
  async function post(token: string, sdp: string, signal: AbortSignal): Promise<HttpReply> {
    try {
      return await ask(token, sdp, signal);
    } catch (refusal) {
      if (asksByJson || !(refusal instanceof FailureError) || !isUnread(refusal.failure)) throw refusal;
      asksByJson = true;
      try {
        return await ask(token, sdp, signal);
      } catch {
        asksByJson = false;
        signal.throwIfAborted();
        throw refusal;
      }
    }
  }

  return {
    warmUp: createWarmUp(request, url),

    async negotiate(peerConnection, signal) {
      signal.throwIfAborted();
      let send: ((text: string) => void) | null = null;
      const closeChannel = openTextChannel(peerConnection, 'oai-events', {
        onOpen(open) {
          send = open;
          return () => (send = null);
        },
        now: deps.now,
        onRefused: () => deps.onText({ type: 'refused' }),
        onText: (text) => {
          const event = readOpenAiEvent(text, deps, [minted, ...secrets]);
          const update = event && !mints && sessionUpdate(event, profile);
          if (update) send?.(JSON.stringify(update));
        },
      });
      try {
        const [token, offer] = await Promise.all([
          getBearer(signal).then((bearer) => (minted = bearer)),
          makeGatheredOffer(peerConnection, signal, deps),
        ]);
        const reply = await post(token, offer, signal);
        const answer = readSdpAnswer(findAnswer(reply.text) ?? reply.text, reply.noAnswer);
        await applyAnswer(peerConnection, answer, signal);
      } catch (error) {
        closeChannel();
        throw error;
      }
      return {
        ...(endsTurns && {
          endTurn: () => send?.(JSON.stringify({ type: 'input_audio_buffer.commit' })),
        }),
        end() {
          closeChannel();
          return Promise.resolve();
        },
      };
    },
  };
}
