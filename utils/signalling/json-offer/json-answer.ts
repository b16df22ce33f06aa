import type { HttpReply } from '../http/http-request.ts';
import { type JsonObject, readJsonObject } from '../http/json-object.ts';
import { readSdpAnswer } from '../sdp/sdp-answer.ts';

export interface JsonAnswer {
  sdp: string;
  /** The whole reply, for what a variant adds to it. */
  fields: JsonObject;
}

/**
 * Reads the reply `{ "sdp", "type": "answer" }` to an offer. The type may be missing or in capital letters.
 *
 * @throws FailureError where there is no such reply, or its description is none that can be used
 */
export function readJsonAnswer({ text, noAnswer }: Pick<HttpReply, 'text' | 'noAnswer'>): JsonAnswer {
  const fields = readJsonObject(text);
  const { sdp, type = 'answer' } = fields ?? {};
  if (fields === null || typeof sdp !== 'string' || String(type).toLowerCase() !== 'answer') throw noAnswer();
  return { sdp: readSdpAnswer(sdp, noAnswer), fields };
}
