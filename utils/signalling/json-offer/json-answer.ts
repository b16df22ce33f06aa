import { FailureError } from '../../domain/failure/failure.ts';
import { type JsonObject, readJsonObject } from '../http/json-object.ts';
import { readSdpAnswer } from '../sdp/sdp-answer.ts';

export interface JsonAnswer {
  sdp: string;
  /** The whole reply, for what a variant adds to it. */
  fields: JsonObject;
}

/**
 * Reads the reply `{ "sdp", "type": "answer" }` to an offer.
 *
 * @throws FailureError `server-answer-invalid`
 */
export function readJsonAnswer(text: string): JsonAnswer {
  const fields = readJsonObject(text);
  if (fields?.['type'] !== 'answer' || typeof fields['sdp'] !== 'string') {
    throw new FailureError({ reason: 'server-answer-invalid' });
  }
  return { sdp: readSdpAnswer(fields['sdp']), fields };
}
