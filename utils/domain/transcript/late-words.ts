import type { Segment } from './segment.ts';
import { repeatedWords, spokenWords } from './spoken-words.ts';

/** A stretch of a session of which no text has come; `from` and `to` are epoch milliseconds. */
export interface TextGap {
  from: number;
  to: number;
}

/** Milliseconds around a gap that are sent with it, so that no word is cut in two; text of them alone is there already. */
const contextMs = 1500;

/**
 * The segments to store of what came late for a gap, such as from a batch endpoint: it fills the gap, and changes nothing that is
 * there. Text outside the gap is left out; words at its beginning and end that repeat those before and after are left out, as far
 * as a recogniser's errors let them be recognised. What came late for the same gap before is no obstacle: the same ids replace it.
 */
export function lateSegments(
  existing: readonly Segment[],
  late: readonly Segment[],
  gap: TextGap,
): Segment[] {
  const ids = new Set(late.map(({ id }) => id));
  const others = existing.filter(({ id, text }) => !ids.has(id) && text !== '');
  const sorted = others.toSorted((one, other) => one.spokenFrom - other.spokenFrom);
  const near = (segment: Segment) =>
    endOf(segment) >= gap.from - reachMs && segment.spokenFrom <= gap.to + reachMs;
  const middle = (gap.from + gap.to) / 2;
  const before = wordsOf(sorted.filter((each) => near(each) && middleOf(each) <= middle));
  const after = wordsOf(sorted.filter((each) => near(each) && middleOf(each) > middle));
  const within = late
    .filter((segment) => endOf(segment) > gap.from - contextMs && segment.spokenFrom < gap.to + contextMs)
    .toSorted((one, other) => one.spokenFrom - other.spokenFrom);
  return withoutEnd(withoutBeginning(within, before), after).map((segment) => ({
    ...segment,
    spokenFrom: Math.max(segment.spokenFrom, gap.from - contextMs),
  }));
}

/** Milliseconds around a gap in which its neighbours are looked for. */
const reachMs = 15_000;

const endOf = ({ spokenFrom, spokenTo }: Segment) => spokenTo ?? spokenFrom;
const middleOf = (segment: Segment) => (segment.spokenFrom + endOf(segment)) / 2;
const wordsOf = (segments: readonly Segment[]) =>
  segments.flatMap(({ text }) => spokenWords(text).map(({ word }) => word));

function withoutBeginning(segments: readonly Segment[], before: readonly string[]): Segment[] {
  let left = repeatedWords(before, wordsOf(segments));
  return segments.flatMap((segment) => {
    const words = spokenWords(segment.text);
    const first = words[left];
    const skipped = Math.min(left, words.length);
    left -= skipped;
    if (skipped === 0) return [segment];
    return first ? [{ ...segment, text: segment.text.slice(first.from) }] : [];
  });
}

function withoutEnd(segments: readonly Segment[], after: readonly string[]): Segment[] {
  let left = repeatedWords(after.toReversed(), wordsOf(segments).toReversed());
  return segments
    .toReversed()
    .flatMap((segment) => {
      const words = spokenWords(segment.text);
      const skipped = Math.min(left, words.length);
      left -= skipped;
      if (skipped === 0) return [segment];
      const last = words[words.length - skipped - 1];
      return last ? [{ ...segment, text: segment.text.slice(0, last.to) }] : [];
    })
    .toReversed();
}
