import type { Segment } from './segment.ts';
import { textWidth } from './text-width.ts';

/** Milliseconds of speech for one letter of the Latin alphabet, and the longest duration that is estimated. */
const letterMs = 60;
const longestGuessMs = 30_000;

/** What a segment says: its correction, where somebody has made one. */
export function saidIn({ text, correction }: Pick<Segment, 'text' | 'correction'>): string {
  return correction ?? text;
}

/**
 * When the last word of a segment was spoken, in epoch milliseconds; estimated from its length where that is not known.
 */
export function spokenEnd(segment: Pick<Segment, 'text' | 'correction' | 'spokenFrom' | 'spokenTo'>): number {
  const { spokenFrom, spokenTo } = segment;
  if (spokenTo !== null) return Math.max(spokenFrom, spokenTo);
  return spokenFrom + Math.min(longestGuessMs, letterMs * textWidth(saidIn(segment)));
}
