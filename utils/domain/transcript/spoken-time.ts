import type { Segment } from './segment.ts';
import { textWidth } from './text-width.ts';

/** Milliseconds in which a speaker says as much as a letter of the Latin alphabet, and the longest that is guessed. */
const letterMs = 60;
const longestGuessMs = 30_000;

/** What a segment says: its correction, where somebody has made one. */
export function saidIn({ text, correction }: Pick<Segment, 'text' | 'correction'>): string {
  return correction ?? text;
}

/** When the last word of a segment was spoken, in epoch milliseconds: guessed from its length where nobody told. */
export function spokenEnd(segment: Pick<Segment, 'text' | 'correction' | 'spokenFrom' | 'spokenTo'>): number {
  const { spokenFrom, spokenTo } = segment;
  if (spokenTo !== null) return Math.max(spokenFrom, spokenTo);
  return spokenFrom + Math.min(longestGuessMs, letterMs * textWidth(saidIn(segment)));
}
