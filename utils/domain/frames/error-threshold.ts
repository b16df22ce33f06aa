import type { FrameCounts } from './frame-counts.ts';
import { frameErrorCauses, type FrameErrorCause } from './frame-error-causes.ts';

export function noFrames(): FrameCounts {
  const failed = Object.fromEntries(frameErrorCauses.map((cause) => [cause, 0]));
  return { handedOn: 0, failed: failed as FrameCounts['failed'], dropped: 0, consecutiveErrors: 0 };
}

/** Counts an accepted frame, which resets the consecutive errors. */
export function frameAccepted(counts: FrameCounts): FrameCounts {
  return { ...counts, handedOn: counts.handedOn + 1, consecutiveErrors: 0 };
}

export function frameFailed(counts: FrameCounts, cause: FrameErrorCause): FrameCounts {
  return {
    ...counts,
    failed: { ...counts.failed, [cause]: counts.failed[cause] + 1 },
    consecutiveErrors: counts.consecutiveErrors + 1,
  };
}

/**
 * Counts frames that the browser dropped; they are no consecutive errors, because no consumer could have
 * taken them.
 */
export function framesDropped(counts: FrameCounts, dropped: number): FrameCounts {
  return { ...counts, dropped: counts.dropped + dropped };
}

/** Whether the consecutive errors have reached the `threshold`, which ends the session. */
export function thresholdReached(counts: FrameCounts, threshold: number): boolean {
  return counts.consecutiveErrors >= threshold;
}
