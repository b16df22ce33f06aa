import { markedParts, type MarkedPart, type SearchedText } from './marked-parts.ts';

/** Characters that are shown before and after the first match. */
const shownBefore = 40;
const shownAfter = 120;

/** The part of a text around the first match, with all matches marked; an ellipsis stands for text that is left out. */
export function snippetOf(text: string, searched: SearchedText): MarkedPart[] {
  const parts = markedParts(text, searched);
  const marked = parts.findIndex(({ isMarked }) => isMarked);
  const before = parts.slice(0, Math.max(0, marked));
  const markAt = before.reduce((sum, part) => sum + part.text.length, 0);
  const from = markAt <= shownBefore ? 0 : beginning(text, markAt - shownBefore, markAt);
  const end = Math.min(text.length, markAt + shownAfter);
  const to = end === text.length ? end : ending(text, end);
  const shown = markedParts(text.slice(from, to), searched);
  return [
    ...(from > 0 ? [{ text: '…', isMarked: false }] : []),
    ...shown,
    ...(to < text.length ? [{ text: '…', isMarked: false }] : []),
  ];
}

/** The beginning of a word at or after a place, or the place where there is none before `until`. */
function beginning(text: string, from: number, until: number): number {
  const space = text.indexOf(' ', from);
  return space === -1 || space >= until ? whole(text, from) : space + 1;
}

/** The end of a word before a place, or the place where there is none near. */
function ending(text: string, to: number): number {
  const space = text.lastIndexOf(' ', to);
  return space > to - 30 ? space : whole(text, to);
}

/** The place itself, or the one before it where it would split a surrogate pair. */
function whole(text: string, place: number): number {
  const code = text.charCodeAt(place);
  return code >= 0xdc00 && code <= 0xdfff ? place - 1 : place;
}
