import { FailureError } from '../../domain/failure/failure.ts';
import type { BatchEndpoint } from '../../domain/profiles/profile-kinds.ts';
import type { HttpReply, Request } from '../http/http-request.ts';
import { readTranscription, type Transcription } from './read-transcription.ts';

/** A sound to be transcribed, in the two containers that servers take. */
export interface SoundFile {
  seconds: number;
  wav(): Blob;
  ogg(): Blob;
}

/** The longest answer that is read, in bytes: ten minutes with all their segments have some hundred thousand. */
const longestAnswer = 4 * 1024 * 1024;

/** Milliseconds for a request besides the sound's own length, twice: a server without a graphics card takes that. */
const patienceMs = 120_000;

/** Statuses by which servers refuse a form of answer that they do not have. */
const refusesFormat = [400, 422];
/** Statuses by which servers refuse a container that they cannot read. */
const refusesContainer = [413, 415, 500];

const containers = {
  wav: { name: 'speech.wav', type: 'audio/wav' },
  ogg: { name: 'speech.ogg', type: 'audio/ogg' },
};

/**
 * Has a sound transcribed by an endpoint like OpenAI's (`POST /v1/audio/transcriptions`), whatever of it the server knows:
 *
 * | the server answers                   | what follows, once                                          |
 * | ------------------------------------ | ----------------------------------------------------------- |
 * | 400 or 422 to `verbose_json`         | `json`, whose text has no times                             |
 * | 413, 415 or 500 to WAV               | Ogg of Opus, which is smaller, and decoded by another road  |
 * | 403                                  | as 401: some have it for a key that is missing              |
 *
 * @throws FailureError where it is not transcribed; the signal's reason when aborted
 */
export async function transcribe(
  endpoint: BatchEndpoint,
  sound: SoundFile,
  request: Request,
  signal: AbortSignal,
): Promise<Transcription> {
  let format: 'verbose_json' | 'json' = 'verbose_json';
  let container: keyof typeof containers = 'wav';
  for (;;) {
    const judges = (status: number) =>
      (format === 'verbose_json' && refusesFormat.includes(status)) ||
      (container === 'wav' && refusesContainer.includes(status));
    const { name, type } = containers[container];
    const reply = await request({
      method: 'POST',
      url: endpoint.url,
      credentials: { token: endpoint.token },
      body: formOf(endpoint, format, new File([sound[container]()], name, { type })),
      signal,
      deadlineMs: patienceMs + 2000 * sound.seconds,
      longestBody: longestAnswer,
      judges,
    }).catch(asUnauthorized);
    if (refusesFormat.includes(reply.status)) format = 'json';
    else if (refusesContainer.includes(reply.status)) container = 'ogg';
    else return readReply(reply, sound.seconds);
  }
}

function formOf({ model, language }: BatchEndpoint, format: string, file: File): FormData {
  const form = new FormData();
  form.set('file', file);
  if (model !== '') form.set('model', model);
  form.set('response_format', format);
  if (format === 'verbose_json') form.set('timestamp_granularities[]', 'segment');
  if (language !== '') form.set('language', language);
  return form;
}

function readReply({ text, headers, noAnswer }: HttpReply, seconds: number): Transcription {
  const read = readTranscription(text, headers.get('content-type'), seconds);
  if (read === null) throw noAnswer();
  return read;
}

function asUnauthorized(error: unknown): never {
  if (error instanceof FailureError && error.failure.reason === 'server-forbidden')
    throw new FailureError({ ...error.failure, reason: 'server-unauthorized' }, { cause: error });
  throw error;
}
