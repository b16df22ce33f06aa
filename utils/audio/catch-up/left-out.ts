import { frameMs } from '../../domain/frames/frame.ts';
import type { BacklogReport } from '../../domain/recovery/backlog-report.ts';

/** Sums up what is left out for good, and reports it as one stretch of sound. */
export function createLeftOut(onReport: (report: BacklogReport) => void) {
  let from: number | null = null;
  let frames = 0;

  return {
    /** Notes that so many frames are left out, and asks for the moment of the first one of a stretch. */
    add(count: number, capturedAt: () => number): void {
      from ??= capturedAt();
      frames += count;
    },

    /** Reports what was left out since the last report. */
    tell(): void {
      if (from !== null) onReport({ type: 'dropped', from, durationMs: frames * frameMs });
      from = null;
      frames = 0;
    },
  };
}
