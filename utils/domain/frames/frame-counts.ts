import * as v from 'valibot';
import { frameErrorCauses } from './frame-error-causes.ts';
import { count } from '../bounds/plain-data.ts';

/** The frames of a session by their fate, as they are logged at the session's end. */
export const frameCounts = v.strictObject({
  /** Frames that every consumer accepted. */
  handedOn: count,
  failed: v.strictObject(v.entriesFromList(frameErrorCauses, count)),
  /** Frames that the browser never delivered, found by the frames' timestamps. */
  dropped: count,
  /** Errors since the last frame that was accepted. */
  consecutiveErrors: count,
});
export type FrameCounts = v.InferOutput<typeof frameCounts>;
