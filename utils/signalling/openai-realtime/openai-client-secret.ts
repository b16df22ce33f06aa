import { FailureError } from '../../domain/failure/failure.ts';
import type { OpenAiRealtimeProfile } from '../../domain/profiles/profile.ts';
import type { Request } from '../http/http-request.ts';
import { asObject, readJsonObject } from '../http/json-object.ts';

export interface ClientSecretOrder extends Pick<OpenAiRealtimeProfile, 'model' | 'language'> {
  url: string;
  apiKey: string;
  signal: AbortSignal;
}

const defaultModel = 'gpt-4o-transcribe';

/**
 * Models that do not hear by themselves when a turn ends: they take no `turn_detection`, and their text is final only after
 * `input_audio_buffer.commit` (developers.openai.com, "Realtime transcription").
 */
const modelsWithoutTurns = /^gpt-(?:live-transcribe|realtime-whisper)(?:-|$)/;

/** Whether the client has to say when a turn ends, for this model of a profile. */
export const endsNoTurns = (model: string): boolean => modelsWithoutTurns.test(model);

/**
 * Seconds for which a client secret is valid. It is for one connection that is made at once; a running
 * session outlives it.
 */
const secretLifetime = 60;

/**
 * Mints a client secret for one transcription session, so that the API key itself goes no further.
 *
 * @throws FailureError as the request does; `server-answer-invalid` for a reply without a secret
 */
export async function mintClientSecret(
  request: Request,
  { url, apiKey, model, language, signal }: ClientSecretOrder,
): Promise<string> {
  const transcription = { model: model || defaultModel, ...(language === '' ? {} : { language }) };
  const body = JSON.stringify({
    expires_after: { anchor: 'created_at', seconds: secretLifetime },
    session: {
      type: 'transcription',
      audio: { input: { transcription, ...(endsNoTurns(transcription.model) && { turn_detection: null }) } },
    },
  });
  const headers = { 'content-type': 'application/json' };
  const reply = await request({ method: 'POST', url, credentials: { token: apiKey }, headers, body, signal });
  const fields = readJsonObject(reply.text);
  // Other implementations may still answer in the shape of the sessions API, with the secret one level
  // deeper.
  const secret = fields?.['value'] ?? asObject(fields?.['client_secret'])?.['value'];
  if (typeof secret !== 'string' || secret === '')
    throw new FailureError({ reason: 'server-answer-invalid' });
  return secret;
}
