import { asObject, readJsonObject } from './json-object.ts';

/** The members in which servers are known to nest an answer; they go before any other. */
const nests = ['answer', 'data', 'result', 'session', 'response'];
/** The names of members that hold the offer, which some servers give back. */
const ofOffer = /offer|request/i;
/** The beginning of every session description (RFC 8866, section 5). */
const beginning = /^\s*v=0\s/;
const deepest = 3;

/**
 * The session description that a reply in JSON holds: `{ "sdp" }` with the type `answer`, in any letters, or without a type, the text itself
 * as `answer` or wherever else a description stands, or either of them nested. Null where there is none, or where its type says that it is no answer.
 */
export function findAnswer(text: string): string | null {
  return answerIn(readJsonObject(text), 0);
}

function answerIn(value: unknown, depth: number): string | null {
  const fields = asObject(value);
  if (fields === null || depth > deepest) return null;
  const { sdp, type = 'answer' } = fields;
  if (typeof sdp === 'string')
    return typeof type === 'string' && type.toLowerCase() === 'answer' ? sdp : null;
  const others = Object.keys(fields).filter((name) => !nests.includes(name) && !ofOffer.test(name));
  for (const name of [...nests, ...others]) {
    const inside = fields[name];
    if (typeof inside === 'string' && (name === 'answer' || beginning.test(inside))) return inside;
    const found = answerIn(inside, depth + 1);
    if (found !== null) return found;
  }
  return null;
}
