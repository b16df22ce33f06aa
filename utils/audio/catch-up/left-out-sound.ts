import { frameMs } from '../../domain/frames/frame.ts';
import type { BacklogReport } from '../../domain/recovery/backlog-report.ts';
import type { createBacklog } from './backlog.ts';

/** The sending time of a frame that is dropped for good: so long ago that it is never sent again. */
const longAgo = 0;

/** Drops waiting sound for good, and reports it as one stretch. */
export function createLeftOutSound(
  { behindMs, owedMs, place, placeCapturedAt, skipTo }: ReturnType<typeof createBacklog>,
  onReport: (report: BacklogReport) => void,
) {
  let from: number | null = null;
  let leftMs = 0;

  const skip = (ms: number) => skipTo(place() + ms / frameMs, longAgo);

  return {
    /** Drops so many milliseconds at the moment `at`. Sound that another host recorded is counted as lost already. */
    add(ms: number, at: number): void {
      const ownMs = Math.max(0, Math.min(ms, behindMs()) - owedMs());
      skip(ms - ownMs);
      if (ownMs === 0) return;
      from ??= placeCapturedAt(at);
      leftMs += ownMs;
      skip(ownMs);
    },

    /** Reports what was dropped since the last report. */
    tell(): void {
      if (from !== null) onReport({ type: 'dropped', from, durationMs: leftMs });
      from = null;
      leftMs = 0;
    },
  };
}
