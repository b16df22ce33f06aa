import * as v from 'valibot';
import { frameErrorCauses } from './frame-error-causes.ts';
import { count } from '../bounds/plain-data.ts';

/** What happened to the frames of a session, as it is logged at the session's end. */
export const frameCounts = v.strictObject({
  /** Accepted by every consumer. */
  handedOn: count,
  failed: v.strictObject(v.entriesFromList(frameErrorCauses, count)),
  /** Never delivered by the browser, seen from the frames' timestamps. */
  dropped: count,
  /** Errors since the last frame that was accepted. */
  consecutiveErrors: count,
});
export type FrameCounts = v.InferOutput<typeof frameCounts>;
