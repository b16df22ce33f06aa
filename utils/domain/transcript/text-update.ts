import type { Segment } from './segment.ts';
import type { TextDelay } from './text-delay.ts';

/** What has changed of the text of a session that runs: the first update of a view has all that the host still knows. */
export interface TextUpdate {
  sessionId: string;
  /** Segments that are new or have changed; one without a text is taken back. */
  segments: readonly Segment[];
  /** How long text takes after its last word; null before it was measured. */
  delay: TextDelay | null;
}
