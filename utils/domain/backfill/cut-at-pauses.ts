/** A stretch of sound as it is heard: for each frame of 10 ms whether it is quiet. */
export type Quiet = readonly boolean[];

/** A part of a stretch of sound, by its first frame and the one after its last. */
export interface Cut {
  from: number;
  to: number;
}

/** Frames beyond the context in which a pause is looked for. */
export const reachFrames = 150;

/** Quiet frames that are a pause between words, and not the silence inside one before a `t` or `p`. */
const pauseFrames = 12;

/** Frames of a sound that may be a voice: a shorter one is a key or a knock. */
const voiceFrames = 15;

/**
 * The part of a stretch to send for the wanted one in it: with `context` frames on both sides, and from there on to the nearest
 * pause, so that no word is cut in two. Where there is none within reach, the context alone.
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

/** The first frame of a sound in a part of a stretch that is long enough to be of a voice; null where there is none. */
export function firstVoice(quiet: Quiet, { from, to }: Cut): number | null {
  let run = 0;
  for (let at = from; at < Math.min(to, quiet.length); at += 1) {
    run = quiet[at] ? 0 : run + 1;
    if (run === voiceFrames) return at + 1 - run;
  }
  return null;
}
