import {
  frameAccepted,
  frameFailed,
  framesDropped,
  noFrames,
  thresholdReached,
} from '../../domain/frames/error-threshold.ts';
import type { FrameCounts } from '../../domain/frames/frame-counts.ts';
import type { FrameErrorCause } from '../../domain/frames/frame-error-causes.ts';
import { mainCause } from '../../domain/frames/main-cause.ts';

export interface FrameTallyOptions {
  /** The number of consecutive errors at which counting ends. */
  threshold: number;
  /** Called once; nothing is counted after it. */
  onThreshold(cause: FrameErrorCause): void;
}

/**
 * Counts the accepted and failed frames of one session, and reports when the consecutive errors reach the
 * threshold.
 */
export function createFrameTally({ threshold, onThreshold }: FrameTallyOptions) {
  let counts: FrameCounts = noFrames();
  let failedBefore = counts.failed;
  let ended = false;

  return {
    counts: () => counts,

    accepted(): void {
      if (ended) return;
      counts = frameAccepted(counts);
      failedBefore = counts.failed;
    },

    /**
     * Counts a frame that was pulled before a loss and accepted during it. It does not reset the errors,
     * since it does not show that the loss is over.
     */
    acceptedDuringLoss(): void {
      if (ended) return;
      counts = { ...frameAccepted(counts), consecutiveErrors: counts.consecutiveErrors };
    },

    failed(cause: FrameErrorCause): void {
      if (ended) return;
      counts = frameFailed(counts, cause);
      if (!thresholdReached(counts, threshold)) return;
      ended = true;
      onThreshold(mainCause(failedBefore, counts.failed, cause));
    },

    dropped(frames: number): void {
      if (!ended && frames > 0) counts = framesDropped(counts, frames);
    },

    end(): void {
      ended = true;
    },
  };
}
