import { longestSegment } from '../bounds/bounds.ts';

/** Control characters but line breaks, and characters that reorder what stands beside them (UAX #9, sections 2.1 to 2.5). */
const unshown = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]+/gu;

/** More marks on one letter than any language has. */
const piledMarks = /(\p{M}{3})\p{M}+/gu;

/**
 * A text of a server as it may be kept and shown, as text: of at most {@link longestSegment} characters, on one line, without
 * half characters and without those that would change what stands beside it. Blanks at its ends stay, since a text may go on.
 */
export function shownText(text: string): string {
  const cut = text.length > longestSegment ? `${text.slice(0, longestSegment - 1)}…` : text;
  return cut
    .toWellFormed()
    .replace(/[\t\n\v\f\r\u2028\u2029]/g, ' ')
    .replace(unshown, '')
    .replace(piledMarks, '$1');
}
