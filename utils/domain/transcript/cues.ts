import { endsSentence } from './ends-sentence.ts';
import { linePieces, lineOf, lineWidth, type LinePiece } from './line-pieces.ts';
import type { GapTime } from './paragraphs.ts';
import type { Segment } from './segment.ts';
import { saidIn, spokenEnd } from './spoken-time.ts';

/** A subtitle: one or two lines, and when they are shown, in epoch milliseconds. */
export interface Cue {
  from: number;
  to: number;
  lines: string[];
}

/**
 * How subtitles are usually made: two lines of 42 letters (16 wide characters), 17 letters a second, one to seven seconds each.
 */
export const cueLimits = {
  /** The longest line, in letters of the Latin alphabet. */
  line: 42,
  lines: 2,
  /** Letters that a viewer reads in a second. */
  readingSpeed: 17,
  shortestMs: 1000,
  longestMs: 7000,
  /** How long after its first word a subtitle may come, where more is said than can be read. */
  latestMs: 3000,
};

/** A pause that ends a subtitle, in milliseconds. */
const pauseMs = 1000;

/** The shortest time of a subtitle where more is said at once than anybody can read, in milliseconds. */
const tooFastMs = 100;

interface TimedPiece extends LinePiece {
  from: number;
  to: number;
}

/**
 * Makes subtitles out of segments, one after the other, because those of a day are more than a page can make at once; segments and
 * gaps are in the order of their times. No subtitle spans a gap.
 */
export function* cuesOf(segments: readonly Segment[], gaps: readonly GapTime[]): Generator<Cue> {
  const parts = inCues(timedPieces(segments), gaps);
  let shownTo = 0;
  for (let part = parts.next().value; part;) {
    const pieces: readonly TimedPiece[] = part;
    part = parts.next().value;
    const [first, last] = [pieces[0], pieces.at(-1)];
    if (!first || !last) continue;
    const from = Math.max(first.from, shownTo);
    const nextFrom = part?.[0]?.from ?? Infinity;
    const readMs = (1000 * lineWidth(pieces)) / cueLimits.readingSpeed;
    const needed = from + Math.max(cueLimits.shortestMs, Math.ceil(readMs));
    const spoken = Math.min(last.to, from + cueLimits.longestMs, nextFrom);
    const latest = Math.max(from + tooFastMs, nextFrom + cueLimits.latestMs);
    shownTo = Math.min(Math.max(needed, spoken), latest);
    yield { from, to: shownTo, lines: inLines(pieces) };
  }
}

/** The parts of all segments, each with its share of the time of its segment. */
function* timedPieces(segments: readonly Segment[]): Generator<TimedPiece> {
  let reached = 0;
  let speaker: string | undefined;
  for (const segment of segments) {
    const isOther = segment.speaker !== speaker && segment.speaker !== undefined;
    ({ speaker } = segment);
    const text = isOther ? `${segment.speaker ?? ''}: ${saidIn(segment)}` : saidIn(segment);
    const pieces = linePieces(text, cueLimits.line);
    const width = Math.max(1, lineWidth(pieces));
    const lengthMs = spokenEnd(segment) - segment.spokenFrom;
    let said = 0;
    for (const piece of pieces) {
      const from = Math.max(reached, Math.round(segment.spokenFrom + (lengthMs * said) / width));
      said += piece.width + (piece.hasSpaceAfter ? 1 : 0);
      const to = Math.max(from, Math.round(segment.spokenFrom + (lengthMs * Math.min(said, width)) / width));
      reached = from;
      yield { ...piece, from, to };
    }
  }
}

function* inCues(pieces: Iterable<TimedPiece>, gaps: readonly GapTime[]): Generator<TimedPiece[], undefined> {
  let cue: TimedPiece[] = [];
  let width = 0;
  let nextGap = 0;
  for (const piece of pieces) {
    const [first, last] = [cue[0], cue.at(-1)];
    let isAfterGap = false;
    for (; (gaps[nextGap]?.from ?? Infinity) <= piece.from; nextGap += 1) isAfterGap = true;
    let widthWith = width + (last?.hasSpaceAfter ? 1 : 0) + piece.width;
    const endsHere =
      first !== undefined &&
      last !== undefined &&
      (isAfterGap ||
        piece.from - last.to >= pauseMs ||
        piece.to - first.from > cueLimits.longestMs ||
        (width >= cueLimits.line && endsSentence(last.text)) ||
        (widthWith > cueLimits.line && breakOf([...cue, piece]) === null));
    if (endsHere) {
      yield cue;
      cue = [];
      widthWith = piece.width;
    }
    cue.push(piece);
    width = widthWith;
  }
  if (cue.length > 0) yield cue;
  return undefined;
}

const clauseEnd = /[\p{Po}\p{Pe}\p{Pf}]$/u;

/** How much longer a line may be, in letters, so that it ends with a clause. */
const clauseWorth = 8;

/**
 * Where the second line begins, so that both are about as long, and better with a clause; 0 where one line is enough, null where two
 * are not.
 */
function breakOf(pieces: readonly LinePiece[]): number | null {
  const total = lineWidth(pieces);
  if (total <= cueLimits.line) return 0;
  // A space at the end of the first line is on neither.
  if (total > cueLimits.lines * cueLimits.line + 1) return null;
  let best: { at: number; cost: number } | null = null;
  let [before, space] = [0, 0];
  for (const [index, { text, width, hasSpaceAfter }] of pieces.slice(0, -1).entries()) {
    before += space + width;
    space = hasSpaceAfter ? 1 : 0;
    const longest = Math.max(before, total - before - space);
    const cost = longest - (clauseEnd.test(text) ? clauseWorth : 0);
    if (longest <= cueLimits.line && (!best || cost < best.cost)) best = { at: index + 1, cost };
  }
  return best?.at ?? null;
}

function inLines(pieces: readonly LinePiece[]): string[] {
  const at = breakOf(pieces) ?? 0;
  return at === 0 ? [lineOf(pieces)] : [lineOf(pieces.slice(0, at)), lineOf(pieces.slice(at))];
}
