/** For each frame of 10 ms whether it is quiet. */
export type Quiet = readonly boolean[];

/** A range of frames: the first one, and the one after the last. */
export interface Cut {
  from: number;
  to: number;
}

/** Frames beyond the context in which a pause is looked for. */
export const reachFrames = 150;

/** Quiet frames that are a pause between words; the closure of a plosive (`t`, `p`) is shorter. */
const pauseFrames = 12;

/** Frames of a sound that may be a voice: a shorter one is a key or a knock. */
const voiceFrames = 15;

/**
 * The range to send for a wanted one: with `context` frames on both sides, extended to the nearest pause, so that no
 * word is cut in two. Without a pause within reach, the context alone.
 */
export function cutAtPauses(quiet: Quiet, wanted: Cut, context: number): Cut {
  const first = Math.max(0, wanted.from - context);
  const last = Math.min(quiet.length, wanted.to + context);
  let before = first;
  let run = 0;
  for (let at = first - 1; at >= Math.max(0, first - reachFrames); at -= 1) {
    run = quiet[at] ? run + 1 : 0;
    if (run < pauseFrames) continue;
    before = at + Math.floor(pauseFrames / 2);
    break;
  }
  let after = last;
  run = 0;
  for (let at = last; at < Math.min(quiet.length, last + reachFrames); at += 1) {
    run = quiet[at] ? run + 1 : 0;
    if (run < pauseFrames) continue;
    after = at + 1 - Math.floor(pauseFrames / 2);
    break;
  }
  return { from: before, to: after };
}

/** The first frame of a sound within a range that is long enough for a voice; null for none. */
export function firstVoice(quiet: Quiet, { from, to }: Cut): number | null {
  let run = 0;
  for (let at = from; at < Math.min(to, quiet.length); at += 1) {
    run = quiet[at] ? 0 : run + 1;
    if (run === voiceFrames) return at + 1 - run;
  }
  return null;
}
