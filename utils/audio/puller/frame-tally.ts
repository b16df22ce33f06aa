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
  /** Consecutive errors that are one too many. */
  threshold: number;
  /** Told once; nothing is counted after it. */
  onThreshold(cause: FrameErrorCause): void;
}

/** Counts what becomes of the frames of one session, and says when the errors in a row reach the threshold. */
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

    /** A frame of before a loss, accepted during it: handed on, but no proof that the loss is over. */
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
