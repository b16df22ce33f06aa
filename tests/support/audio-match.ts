import { bandEnvelopes, FRAME_RATE, type BandEnvelopes } from './band-envelopes.ts';
import { bestCorrelation, heardWindow, slidingReference } from './envelope-correlation.ts';
import type { Wav } from './wav.ts';

/** The parts of a looped reference that were found in received audio. Times are seconds of that audio, unless said. */
export interface SpeechMatch {
  /** The share (0 to 1) of the time with expected or heard speech in which the right words were heard. */
  readonly score: number;
  /** Where in the reference the beginning of the received audio lies (seconds of the reference); 0 without a match. */
  readonly offsetSeconds: number;
  /** The first and the last moment with the right words; both 0 without a match. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Seconds with the right words, without the pauses between them. */
  readonly matchedSeconds: number;
  /** The longest stretch between start and end that matches nothing where the reference speaks. */
  readonly longestHoleSeconds: number;
  /**
   * Places where the received audio goes on at another place of the reference: `bySeconds` > 0 when it skips words,
   * < 0 when it repeats or stretches them. Skips are known only up to the loop's length.
   */
  readonly jumps: readonly { readonly atSeconds: number; readonly bySeconds: number }[];
  /** Spoken seconds between start and end that did not arrive: holes and skipped speech together. */
  readonly lostSeconds: number;
}

const NO_MATCH: SpeechMatch = {
  score: 0,
  offsetSeconds: 0,
  startSeconds: 0,
  endSeconds: 0,
  matchedSeconds: 0,
  longestHoleSeconds: 0,
  jumps: [],
  lostSeconds: 0,
};

/**
 * The window in which a place in the reference is looked for: long enough to hold words, and more than a
 * syllable.
 */
const SEARCH_WINDOW = 1.6 * FRAME_RATE;
const SEARCH_STEP = 0.2 * FRAME_RATE;
const SEARCH_CORRELATION = 0.8;
/**
 * The time that must agree before a place counts: a place found by chance is not found again in the next
 * second.
 */
const SMALLEST_RUN = 2.4 * FRAME_RATE;
/**
 * The longest silence within a run: pauses of the reference and holes do not end a run that goes on where it
 * should.
 */
const LONGEST_SILENCE_IN_RUN = 6 * FRAME_RATE;
/** The drift from window to window that a jitter buffer causes without a loss. */
const DRIFT = 0.07 * FRAME_RATE;

/** The window in which each moment is judged once its place is known. */
const JUDGE_WINDOW = 0.4 * FRAME_RATE;
const JUDGE_STEP = 2;
const JUDGE_CORRELATION = 0.6;
const JUDGE_REACH = 0.06 * FRAME_RATE;
/**
 * The middle of a window to which its judgement applies; else a good neighbour would hide the edge of a hole.
 */
const JUDGED_MIDDLE = 0.1 * FRAME_RATE;
/** The longest backward step that is a repeat; every other step is a skip forward. */
const LONGEST_REPEAT = 1 * FRAME_RATE;

interface Sighting {
  readonly frame: number;
  /** The frame of the reference, in the loop, that belongs to the received frame 0. */
  readonly place: number;
}

type Run = [Sighting, ...Sighting[]];

/**
 * Tells whether the received audio contains the spoken reference, which loops and may have been joined anywhere.
 *
 * Waveforms do not survive Opus, echo cancellation, gain control and a jitter buffer; how loud which frequency
 * band is over time does. So the envelopes of 14 bands are cross-correlated in windows over the whole loop, each
 * window made zero-mean per band (gain and colour drop out), and a place in the reference counts only when
 * windows that do not overlap agree on it.
 */
export function matchSpeech(reference: Wav, received: Wav): SpeechMatch {
  const spoken = bandEnvelopes(reference);
  const heard = bandEnvelopes(received);
  const [first, ...later] = findRuns(spoken, heard);
  if (!first) return NO_MATCH;

  const runs: readonly [Run, ...Run[]] = [first, ...later];
  const verdicts = judgeFrames(spoken, heard, runs);
  // A window that finds the reference may begin before it and end after it: what is proven begins with a match.
  const start = verdicts.indexOf('matched');
  const end = verdicts.lastIndexOf('matched') + 1;
  if (start < 0) return NO_MATCH;
  const proven = verdicts.slice(start, end);
  const matched = proven.filter((verdict) => verdict === 'matched').length;
  const missing = proven.filter((verdict) => verdict === 'missing').length;
  const edge = JUDGE_WINDOW / 2;
  const outside = [range(edge, start - 1), range(end, heard.frames - edge - 1)].flat();
  const strange = outside.filter((frame) => heard.speaks[frame] === 1).length;
  const jumps = findJumps(spoken, runs);
  const skipped = jumps.reduce((sum, jump) => sum + jump.skippedSpeech, 0);
  return {
    score: matched / (matched + missing + strange),
    offsetSeconds: first[0].place / FRAME_RATE,
    startSeconds: start / FRAME_RATE,
    endSeconds: end / FRAME_RATE,
    matchedSeconds: matched / FRAME_RATE,
    longestHoleSeconds: longestHole(proven) / FRAME_RATE,
    jumps: jumps.map(({ at, by }) => ({ atSeconds: at / FRAME_RATE, bySeconds: by / FRAME_RATE })),
    lostSeconds: (missing + skipped) / FRAME_RATE,
  };
}

function findRuns(spoken: BandEnvelopes, heard: BandEnvelopes): Run[] {
  const sliding = slidingReference(spoken, SEARCH_WINDOW);
  const everywhere = range(0, spoken.frames - 1);
  const runs: Run[] = [];
  let newest: Run | undefined;
  for (let frame = 0; frame + SEARCH_WINDOW <= heard.frames; frame += SEARCH_STEP) {
    const window = heardWindow(heard, frame, SEARCH_WINDOW);
    const expected = newest ? around(lastOf(newest).place + frame, DRIFT) : [];
    let best = bestCorrelation(sliding, window, expected);
    if (best.correlation < SEARCH_CORRELATION) best = bestCorrelation(sliding, window, everywhere);
    if (best.correlation < SEARCH_CORRELATION) continue;
    const sighting = { frame, place: modulo(best.offset - frame, spoken.frames) };
    newest = runs.findLast((run) => continues(run, sighting, spoken.frames));
    if (newest) {
      newest.push(sighting);
    } else {
      newest = [sighting];
      runs.push(newest);
    }
  }
  return runs.filter((run) => endOf(run) - run[0].frame >= SMALLEST_RUN);
}

function continues(run: Run, { frame, place }: Sighting, loop: number): boolean {
  const last = lastOf(run);
  return (
    frame - last.frame <= LONGEST_SILENCE_IN_RUN + SEARCH_WINDOW &&
    Math.abs(shortestWay(place - last.place, loop)) <= DRIFT
  );
}

type Verdict = 'unjudged' | 'pause' | 'matched' | 'missing';

/** One verdict for each frame of the received audio; unjudged where no window lies around it or no run is near. */
function judgeFrames(spoken: BandEnvelopes, heard: BandEnvelopes, runs: readonly [Run, ...Run[]]): Verdict[] {
  const sliding = slidingReference(spoken, JUDGE_WINDOW);
  const from = Math.max(runs[0][0].frame, JUDGE_WINDOW / 2);
  const to = Math.min(Math.max(...runs.map(endOf)), heard.frames - JUDGE_WINDOW / 2);
  const verdicts = Array.from<unknown, Verdict>({ length: heard.frames }, () => 'unjudged');
  for (const frame of range(from, to)) {
    const place = placeAt(runsAround(runs, frame)[0], frame) + frame;
    verdicts[frame] = spoken.speaks[modulo(place, spoken.frames)] === 1 ? 'missing' : 'pause';
  }
  for (let middle = from; middle <= to; middle += JUDGE_STEP) {
    const window = heardWindow(heard, middle - JUDGE_WINDOW / 2, JUDGE_WINDOW);
    const places = runsAround(runs, middle).flatMap((run) =>
      around(placeAt(run, middle) + middle - JUDGE_WINDOW / 2, JUDGE_REACH),
    );
    if (bestCorrelation(sliding, window, places).correlation < JUDGE_CORRELATION) continue;
    for (const frame of around(middle, JUDGED_MIDDLE)) {
      if (verdicts[frame] === 'missing') verdicts[frame] = 'matched';
    }
  }
  return verdicts;
}

function findJumps(
  spoken: BandEnvelopes,
  runs: readonly Run[],
): { at: number; by: number; skippedSpeech: number }[] {
  return runs.slice(1).flatMap((run, index) => {
    const before = runs[index];
    if (!before) return [];
    const ahead = modulo(run[0].place - lastOf(before).place, spoken.frames);
    const by = ahead > spoken.frames - LONGEST_REPEAT ? ahead - spoken.frames : ahead;
    if (Math.abs(by) <= DRIFT) return [];
    const at = Math.round((endOf(before) + run[0].frame) / 2);
    const from = at + lastOf(before).place;
    const skipped = Array.from({ length: Math.max(0, by) }, (_, step) => modulo(from + step, spoken.frames));
    return [{ at, by, skippedSpeech: skipped.filter((frame) => spoken.speaks[frame] === 1).length }];
  });
}

/** The longest stretch of missing frames; pauses of the reference within it count as part of it. */
function longestHole(verdicts: readonly Verdict[]): number {
  let longest = 0;
  let from: number | undefined;
  verdicts.forEach((verdict, frame) => {
    if (verdict === 'matched') from = undefined;
    if (verdict !== 'missing') return;
    from ??= frame;
    longest = Math.max(longest, frame + 1 - from);
  });
  return longest;
}

/** The runs within a window's length of this frame, nearest first; the nearest at least. */
function runsAround(runs: readonly [Run, ...Run[]], frame: number): [Run, ...Run[]] {
  const distance = (run: Run) => Math.max(run[0].frame - frame, frame - endOf(run), 0);
  const [nearest, ...others] = [...runs].sort((one, other) => distance(one) - distance(other));
  return [nearest ?? runs[0], ...others.filter((run) => distance(run) < SEARCH_WINDOW)];
}

function placeAt(run: Run, frame: number): number {
  return (run.findLast((sighting) => sighting.frame <= frame) ?? run[0]).place;
}

function lastOf(run: Run): Sighting {
  return run.at(-1) ?? run[0];
}

function endOf(run: Run): number {
  return lastOf(run).frame + SEARCH_WINDOW;
}

function around(middle: number, reach: number): number[] {
  return range(middle - reach, middle + reach);
}

/** All integers from `from` to `to`, both included. */
function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

function shortestWay(distance: number, loop: number): number {
  const forward = modulo(distance, loop);
  return forward > loop / 2 ? forward - loop : forward;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
