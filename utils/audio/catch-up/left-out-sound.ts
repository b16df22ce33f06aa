import { frameMs } from '../../domain/frames/frame.ts';
import type { BacklogReport } from '../../domain/recovery/backlog-report.ts';
import type { createBacklog } from './backlog.ts';

/** The moment at which a frame counts as sent that is left out for good: so long ago that it is never sent again. */
const longAgo = 0;

/** Leaves out for good what is waiting, and reports it as one stretch of sound. */
export function createLeftOutSound(
  { behindMs, owedMs, place, placeCapturedAt, skipTo }: ReturnType<typeof createBacklog>,
  onReport: (report: BacklogReport) => void,
) {
  let from: number | null = null;
  let leftMs = 0;

  const skip = (ms: number) => skipTo(place() + ms / frameMs, longAgo);

  return {
    /** Leaves out so many milliseconds at the moment `at`. What is of the session before is no loss of this one. */
    add(ms: number, at: number): void {
      const ownMs = Math.max(0, Math.min(ms, behindMs()) - owedMs());
      skip(ms - ownMs);
      if (ownMs === 0) return;
      from ??= placeCapturedAt(at);
      leftMs += ownMs;
      skip(ownMs);
    },

    /** Reports what was left out since the last report. */
    tell(): void {
      if (from !== null) onReport({ type: 'dropped', from, durationMs: leftMs });
      from = null;
      leftMs = 0;
    },
  };
}
