import type { Edges } from '../../async/edges.ts';
import { frameMs } from '../../domain/frames/frame.ts';

/** Milliseconds without a frame after which a timer replaces the microphone's frames, and between two checks of it. */
const missingMs = 100;
const lookMs = 50;

/**
 * Milliseconds by which frames may be ahead of the clock; any further ones are late, and the timer has ticked for them
 * already.
 */
const aheadMs = 50;

interface FrameClockDeps extends Pick<Edges, 'steady' | 'every'> {
  tick(): void;
}

/**
 * Ticks once every 10 ms: on the microphone's frames, whose clock paces the sound that is sent, and on a timer while
 * none come. Costs nothing while it is stopped.
 */
export function createFrameClock({ tick, steady, every }: FrameClockDeps) {
  let endLooks: (() => void) | null = null;
  /** The moment up to which ticks were given, on the clock `steady`. */
  let ticked = 0;

  function look(): void {
    while (steady() - ticked > missingMs) {
      ticked += frameMs;
      tick();
    }
  }

  return {
    start(): void {
      if (endLooks) return;
      ticked = steady();
      endLooks = every(lookMs, look);
    },

    /** Notes a frame. */
    heard(): void {
      const at = steady();
      if (!endLooks || ticked > at + aheadMs) return;
      ticked = Math.max(ticked + frameMs, at - missingMs);
      tick();
    },

    stop(): void {
      endLooks?.();
      endLooks = null;
    },
  };
}
