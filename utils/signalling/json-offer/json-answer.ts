import { findAnswer } from '../http/find-answer.ts';
import type { HttpReply } from '../http/http-request.ts';
import { type JsonObject, readJsonObject } from '../http/json-object.ts';
import { readSdpAnswer } from '../sdp/sdp-answer.ts';

export interface JsonAnswer {
  sdp: string;
  /** The whole reply, for what a variant adds to it. */
  fields: JsonObject;
}

/**
 * Reads the reply to an offer: `{ "sdp", "type": "answer" }`, or the like (see {@link findAnswer}).
 *
 * @throws FailureError where there is no such reply, or its description is none that can be used
 */
export function readJsonAnswer({ text, noAnswer }: Pick<HttpReply, 'text' | 'noAnswer'>): JsonAnswer {
  const sdp = findAnswer(text);
  if (sdp === null) throw noAnswer();
  return { sdp: readSdpAnswer(sdp, noAnswer), fields: readJsonObject(text) ?? {} };
}
