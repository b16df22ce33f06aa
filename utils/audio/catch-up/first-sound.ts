import { frameMs } from '../../domain/frames/frame.ts';
import { longestBacklogMs, takenAtOnceMs, type BacklogPlan } from '../../domain/recovery/backlog-plan.ts';
import type { createBacklog } from './backlog.ts';
import { leastLevel, levelOf } from './level.ts';

/**
 * Milliseconds before the first loud frame that may belong to a word: many words begin with a fricative that is hardly
 * louder than the room.
 */
const softMs = 300;

/** The quantile of frame levels that is taken for the room's noise; pauses between words provide it. */
const roomShare = 0.1;

/** The level above which no sound is taken for the room's noise, however steady it is: about -36 dBFS. */
const loudestRoom = 0.015;

/** How many times louder than the room's noise speech is. The noise itself hardly varies from frame to frame. */
const standsOut = 2;

/**
 * Drops the silence before the first word; where nothing is louder than the room, all but the end, which may be the
 * beginning of a word. After sound that another host recorded nothing is dropped. Returns whether there was speech.
 * `at` is the moment on the backlog's clock.
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
 * The number of frames before the first speech since the session's beginning, and whether there was any. Where nothing
 * is louder than the room's noise, nobody has spoken, or the first word has only just begun, which for some tenths of a
 * second is as steady as noise: then the last `wordMs` milliseconds may belong to it.
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
