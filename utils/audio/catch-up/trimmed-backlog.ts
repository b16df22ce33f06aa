import type { createBacklog, KeptFrame } from './backlog.ts';
import { framesToLeaveOut } from './trim-pause.ts';

/** Takes frames from a backlog, and drops the middle of long pauses. */
export function createTrimmedBacklog({ at, place, skipTo, take }: ReturnType<typeof createBacklog>) {
  /** Frames of the pause before `place`. */
  let quiet = 0;

  return {
    /** Restarts at `place`, as if no pause came before it. */
    begin(): void {
      quiet = 0;
    },

    /** Takes the next frame that is not dropped; null where there is none. */
    take(now: number): KeptFrame | null {
      const from = place();
      const frames = framesToLeaveOut(quiet, (ahead) => at(from + ahead)?.isQuiet === true);
      skipTo(from + frames, now);
      const frame = take(now);
      quiet = frame?.isQuiet ? quiet + frames + 1 : 0;
      return frame;
    },
  };
}
