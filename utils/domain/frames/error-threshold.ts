import type { FrameCounts } from './frame-counts.ts';
import { frameErrorCauses, type FrameErrorCause } from './frame-error-causes.ts';

export function noFrames(): FrameCounts {
  const failed = Object.fromEntries(frameErrorCauses.map((cause) => [cause, 0]));
  return { handedOn: 0, failed: failed as FrameCounts['failed'], dropped: 0, consecutiveErrors: 0 };
}

/** One success ends a row of errors. */
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

/** Frames that nobody had the chance to take: counted, and no error of the row. */
export function framesDropped(counts: FrameCounts, dropped: number): FrameCounts {
  return { ...counts, dropped: counts.dropped + dropped };
}

/** Errors in a row up to `threshold` are endured; the one that reaches it ends the session. */
export function thresholdReached(counts: FrameCounts, threshold: number): boolean {
  return counts.consecutiveErrors >= threshold;
}
