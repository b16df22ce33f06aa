import { leastLevel, levelOf } from './level.ts';

/**
 * Classifies each frame as pause or not: a pause is hardly louder than the room, and much quieter than recent speech.
 * Where the room is nearly as loud as the voice there are no pauses.
 */
export function createPauseMeter() {
  let floor = 1;
  let peak = 0;

  return function isQuiet(samples: Float32Array): boolean {
    const level = levelOf(samples);
    // A frame of 10 ms: the floor doubles in 3.5 s, and the peak halves in 7 s.
    floor = Math.min(level, floor * 1.002 + 1e-7);
    peak = Math.max(level, peak * 0.999);
    return level < Math.max(leastLevel, Math.min(2 * floor, peak / 4), peak / 16);
  };
}
