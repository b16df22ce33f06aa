import { frameMs } from '../../domain/frames/frame.ts';

/** Frames of the longest pause that is sent whole. */
const longest = 700 / frameMs;

/** Frames that are kept at each end of a longer pause: servers end an utterance after 200 to 500 ms of silence. */
const leftOnASide = 250 / frameMs;

/**
 * The number of frames that a catch-up may drop here: the middle of a pause that is longer than servers need to
 * separate two utterances; 0 anywhere else.
 *
 * @param quietBefore frames of the pause so far
 * @param isQuiet whether a frame from here on belongs to the pause; false past the last one
 */
export function framesToLeaveOut(quietBefore: number, isQuiet: (ahead: number) => boolean): number {
  if (quietBefore !== leftOnASide) return 0;
  let ahead = 0;
  while (isQuiet(ahead)) ahead += 1;
  return quietBefore + ahead > longest ? ahead - leftOnASide : 0;
}
