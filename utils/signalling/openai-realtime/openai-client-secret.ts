import { FailureError, type Failure } from '../../domain/failure/failure.ts';
import type { Request } from '../http/http-request.ts';
import { asObject, readJsonObject } from '../http/json-object.ts';
import { audioInput, saysMore, type TranscriptionWishes } from './openai-session.ts';

export interface ClientSecretOrder {
  url: string;
  apiKey: string;
  wishes: TranscriptionWishes;
  /** Whether the client says when a turn ends. */
  endsTurns: boolean;
  signal: AbortSignal;
  /** Called with the server's sentence where it takes the session without what was said besides model and language. */
  onRefused: (said: string | undefined) => void;
}

/**
 * Seconds for which a client secret is valid. It is for one connection that is made at once; a running
 * session outlives it.
 */
const secretLifetime = 60;

/**
 * Mints a client secret for one transcription session, so that the API key itself goes no further. A server that refuses it
 * with what the profile says besides model and language is asked once more without, because words without a hint are better
 * than none.
 *
 * @throws FailureError as the first request does; `server-answer-invalid` for a reply without a secret
 */
export async function mintClientSecret(
  request: Request,
  { url, apiKey, wishes, endsTurns, signal, onRefused }: ClientSecretOrder,
): Promise<string> {
  const ask = (said: TranscriptionWishes) =>
    request({
      method: 'POST',
      url,
      credentials: { token: apiKey },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        expires_after: { anchor: 'created_at', seconds: secretLifetime },
        session: {
          type: 'transcription',
          audio: { input: { ...audioInput(said), ...(endsTurns && { turn_detection: null }) } },
        },
      }),
      signal,
    });

  async function askForLess(refusal: unknown) {
    if (!(refusal instanceof FailureError) || !isUnread(refusal.failure) || !saysMore(audioInput(wishes)))
      throw refusal;
    const { model, language } = wishes;
    const reply = await ask({ model, language }).catch(() => {
      signal.throwIfAborted();
      throw refusal;
    });
    onRefused('said' in refusal.failure ? refusal.failure.said : undefined);
    return reply;
  }

  const fields = readJsonObject((await ask(wishes).catch(askForLess)).text);
  // Other implementations may still answer in the shape of the sessions API, with the secret one level
  // deeper.
  const secret = fields?.['value'] ?? asObject(fields?.['client_secret'])?.['value'];
  if (typeof secret !== 'string' || secret === '')
    throw new FailureError({ reason: 'server-answer-invalid' });
  return secret;
}

/** Whether a server may have refused a request for what it says, and might take another one. */
export function isUnread(failure: Failure): boolean {
  return failure.reason === 'server-refused' && [400, 415, 422].includes(failure.status);
}
