import { frameMs } from '../../domain/frames/frame.ts';
import { longestBacklogMs, takenAtOnceMs, type BacklogPlan } from '../../domain/recovery/backlog-plan.ts';
import type { createBacklog } from './backlog.ts';
import { leastLevel, levelOf } from './level.ts';

/** Milliseconds before the first loud frame that may be a word's beginning: many begin with a hiss that is hardly louder than the room. */
const softMs = 300;

/** The share of frames that are taken to be no louder than the room, which makes pauses between words. */
const roomShare = 0.1;

/** The level above which a sound is no room's noise, however steady it is: about -36 dB. */
const loudestRoom = 0.015;

/** How many times as loud as the room something is that is said in it. A room's own noise hardly varies from one frame to the next. */
const standsOut = 2;

/**
 * Leaves out what nobody has said: all before the first word; where nothing stands out, all but what may be one's beginning. Behind
 * the sound of a session before nothing is the first word. Returns whether anything was said. `at` is the moment, on the backlog's clock.
 */
export function leaveOutRoom(
  { owedMs, place, skipTo, waiting }: ReturnType<typeof createBacklog>,
  plan: BacklogPlan,
  at: number,
): boolean {
  if (owedMs() > 0) return true;
  const { frames, isSaid } = beforeFirstSound(waiting(), Math.min(takenAtOnceMs, longestBacklogMs(plan)));
  skipTo(place() + frames, at);
  return isSaid;
}

/**
 * How much of the sound from a session's beginning on comes before anything that was said, in frames, and whether anything was.
 * Where nothing stands out of the room's noise nobody has spoken, or the first word has only just begun, which is as steady as a
 * noise for some tenths of a second: then `wordMs` milliseconds may belong to it.
 */
function beforeFirstSound(
  frames: readonly Float32Array[],
  wordMs: number,
): { frames: number; isSaid: boolean } {
  const levels = frames.map(levelOf).toSorted((one, other) => one - other);
  const room = Math.min(
    Math.max(leastLevel, levels[Math.floor(levels.length * roomShare)] ?? 0),
    loudestRoom,
  );
  const loud = frames.findIndex((samples) => levelOf(samples) > standsOut * room);
  const isSilent = (levels.at(-1) ?? 0) < leastLevel;
  const from = loud < 0 ? frames.length : loud;
  const earlierMs = loud < 0 && !isSilent ? wordMs : softMs;
  return { frames: Math.max(0, from - earlierMs / frameMs), isSaid: loud >= 0 };
}
