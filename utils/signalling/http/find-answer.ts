import { asObject, readJsonObject } from './json-object.ts';

/** The members in which servers are known to nest an answer. */
const nests = ['answer', 'data', 'result', 'session', 'response'];
const deepest = 3;

/**
 * The session description that a reply in JSON holds: `{ "sdp" }` with the type `answer`, in any letters, or without a type, the text itself
 * as `answer`, or either of them nested. Null where there is none, or where its type says that it is no answer.
 */
export function findAnswer(text: string): string | null {
  return answerIn(readJsonObject(text), 0);
}

function answerIn(value: unknown, depth: number): string | null {
  const fields = asObject(value);
  if (fields === null || depth > deepest) return null;
  const { sdp, type = 'answer' } = fields;
  if (typeof sdp === 'string') return String(type).toLowerCase() === 'answer' ? sdp : null;
  for (const nest of nests) {
    const inside = fields[nest];
    if (nest === 'answer' && typeof inside === 'string') return inside;
    const found = answerIn(inside, depth + 1);
    if (found !== null) return found;
  }
  // Some clients of WebRTC call a whole description `sdp`.
  return answerIn(sdp, depth + 1);
}
