import * as v from 'valibot';
import { longestLanguage, longestSegment, longestSegmentId, longestSpeaker } from '../bounds/bounds.ts';
import { moment } from '../bounds/plain-data.ts';

const bounded = (most: number) => v.pipe(v.string(), v.nonEmpty(), v.maxLength(most));

/** A piece of what was said, as text. Times are epoch milliseconds. */
export const segmentSchema = v.strictObject({
  /** The server's id or one that was made, unique in its session. */
  id: bounded(longestSegmentId),
  text: v.pipe(v.string(), v.maxLength(longestSegment)),
  isFinal: v.boolean(),
  /** When its first word was spoken. */
  spokenFrom: moment,
  /** When its last word was spoken; null where that is not known. */
  spokenTo: v.nullable(moment),
  /** Whether the server gave the times, or they follow from when the text came, minus the delay that was measured. */
  timing: v.picklist(['server', 'arrival']),
  arrivedAt: moment,
  /** By which road the sound went: all but `live` are late words. */
  source: v.picklist(['live', 'catch-up', 'backfill']),
  /** A language tag (BCP 47), as the server wrote it. */
  language: v.exactOptional(bounded(longestLanguage)),
  speaker: v.exactOptional(bounded(longestSpeaker)),
  /** Present where no voice was heard when it was spoken: recognisers invent words in silence. */
  isUnspoken: v.exactOptional(v.literal(true)),
  /** A correction by hand, which is kept beside the original. */
  correction: v.exactOptional(v.pipe(v.string(), v.maxLength(longestSegment))),
});

export type Segment = v.InferOutput<typeof segmentSchema>;
