import type { Segment } from '../../domain/transcript/segment.ts';

/** A segment of a session's transcript, as it is stored. */
export interface SegmentRow extends Segment {
  sessionId: string;
}
