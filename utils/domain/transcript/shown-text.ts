import { longestSegment } from '../bounds/bounds.ts';

/** Control characters but line breaks, and characters that reorder what stands beside them (UAX #9, sections 2.1 to 2.5). */
const unshown = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]+/gu;

/** More marks on one letter than any language has. */
const piledMarks = /(\p{M}{3})\p{M}+/gu;

/** Nothing that is seen: blanks, and characters that only join or part others. */
const unseen = /^[\s\p{Cf}]*$/u;

/**
 * A text of a server, or a part of one that goes on, without what may not be shown: at most {@link longestSegment} characters on one line,
 * without those that would change what stands beside it. Blanks and half characters at its ends stay, since the other half may follow.
 */
export function shownPart(text: string): string {
  const cut = text.length > longestSegment ? `${text.slice(0, longestSegment - 1)}…` : text;
  return cut.replace(/[\t\n\v\f\r\u2028\u2029]/g, ' ').replace(unshown, '');
}

/** A whole text as it may be kept and shown: no half characters, no piles of marks, and empty where nothing of it would be seen. */
export function shownText(text: string): string {
  const shown = shownPart(text).toWellFormed().replace(piledMarks, '$1').trim();
  return unseen.test(shown) ? '' : shown;
}
