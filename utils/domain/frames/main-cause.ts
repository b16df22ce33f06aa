import type { FrameCounts } from './frame-counts.ts';
import { frameErrorCauses, type FrameErrorCause } from './frame-error-causes.ts';

/**
 * The most frequent cause among the consecutive errors, not the one that happened to come last: 49 times "queue full"
 * and then one "no frame" is a full queue. A tie goes to the last.
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
