import type { Segment } from './segment.ts';
import { saidIn, spokenEnd } from './spoken-time.ts';

/** When the letter at a place of a segment's text was spoken, in epoch milliseconds, as if all letters took the same time. */
export function momentIn(segment: Segment, place: number): number {
  const length = Math.max(1, saidIn(segment).length);
  const share = Math.min(1, Math.max(0, place / length));
  return Math.round(segment.spokenFrom + share * (spokenEnd(segment) - segment.spokenFrom));
}
