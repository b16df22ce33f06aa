import { frameMs } from '../../domain/frames/frame.ts';

/** Frames in the pause that is waited for. */
const pauseFrames = 150 / frameMs;

/** Milliseconds for which a pause is waited for. */
const withinMs = 3000;

/** Waits for a pause in speech, 3 s at most. A time without frames is a pause too. */
export function createPauseWait() {
  let quiet = 0;
  let until = Infinity;

  return {
    begin(at: number): void {
      quiet = 0;
      until = at + withinMs;
    },
    /** Notes speech. Call it before the tick of the same 10 ms. */
    hear(): void {
      quiet = -1;
    },
    /** Notes that 10 ms have passed. */
    tick(): void {
      quiet += 1;
    },
    /** Whether the wait is over; true once. */
    isOver(at: number): boolean {
      if (until === Infinity || (quiet < pauseFrames && at < until)) return false;
      until = Infinity;
      return true;
    },
  };
}
