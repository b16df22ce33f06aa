import type { FrameCounts } from './frame-counts.ts';
import { frameErrorCauses, type FrameErrorCause } from './frame-error-causes.ts';

/**
 * Finds the most frequent cause among the consecutive errors, and not only the last one: 49 times "queue
 * full" and then one "no frame" is a full queue. In a tie, the last cause counts.
 *
 * @param failedBefore the totals when the last frame was accepted
 */
export function mainCause(
  failedBefore: FrameCounts['failed'],
  failed: FrameCounts['failed'],
  last: FrameErrorCause,
): FrameErrorCause {
  const inARow = (cause: FrameErrorCause) => failed[cause] - failedBefore[cause];
  return frameErrorCauses.reduce((most, cause) => (inARow(cause) > inARow(most) ? cause : most), last);
}
