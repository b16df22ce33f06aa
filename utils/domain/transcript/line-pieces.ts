import { charactersOf, textWidth } from './text-width.ts';

/** A part of a text that stays on one line; a space stands after it unless the next part is written close to it. */
export interface LinePiece {
  text: string;
  /** Its width in letters of the Latin alphabet, see {@link textWidth}. */
  width: number;
  hasSpaceAfter: boolean;
}

/** Scripts that put no spaces between words. */
const spaceless = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u;

/** Where these scripts begin in Unicode: quicker to ask than which script a letter is of. */
const maybeSpaceless = /[\u0E00-\u{10FFFF}]/u;

/** Characters that do not begin a line (JIS X 4051): closing marks, small kana, the long vowel sign, repetition marks. */
const notFirst = /^[\p{Pe}\p{Pf}\p{Po}\p{M}ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮー々ゝゞヽヾ〜～…]/u;
/** Characters that do not end a line: opening marks. */
const notLast = /[\p{Ps}\p{Pi}]/u;

/** Marks that end a sentence in a script without spaces. */
const unspacedEnd = /[。、．，！？」』）〉》】]/u;

const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/**
 * The parts of a text between which a line may end: its words, and in scripts without spaces the words that a dictionary finds. A part
 * wider than `widest` is cut between characters. White space and control characters count as spaces.
 */
export function linePieces(text: string, widest: number): LinePiece[] {
  const pieces = text
    .toWellFormed()
    .split(/[\s\p{Cc}]+/u)
    .filter((word) => word !== '')
    .flatMap((word) => {
      const parts = (
        maybeSpaceless.test(word) && spaceless.test(word) ? unspacedWords(word) : [word]
      ).flatMap((part) => cut(part, widest));
      return parts.map((part, index) => ({
        text: part,
        width: textWidth(part),
        hasSpaceAfter: index === parts.length - 1,
      }));
    });
  const last = pieces.at(-1);
  if (last) last.hasSpaceAfter = needsSpace(text.trimEnd());
  return pieces;
}

/** Whether a text is followed by a space where another one is written after it. */
export function needsSpace(text: string): boolean {
  const end = text.at(-1) ?? '';
  return !spaceless.test(end) && !unspacedEnd.test(end);
}

function unspacedWords(text: string): string[] {
  const joined: string[] = [];
  for (const { segment } of words.segment(text)) {
    const last = joined.at(-1);
    const mayEnd =
      last !== undefined &&
      (spaceless.test(last.at(-1) ?? '') || spaceless.test(segment) || notFirst.test(last.at(-1) ?? '')) &&
      !notLast.test(last.at(-1) ?? '') &&
      !notFirst.test(segment);
    if (last === undefined || mayEnd) joined.push(segment);
    else joined[joined.length - 1] = last + segment;
  }
  return joined;
}

function cut(text: string, widest: number): string[] {
  if (textWidth(text) <= widest) return [text];
  const parts: string[] = [];
  let [part, width] = ['', 0];
  // A letter under a pile of marks may be wider than a line.
  for (const character of charactersOf(text).flatMap((each) =>
    each.length > widest ? Array.from(each) : each,
  )) {
    const more = textWidth(character);
    if (width + more > widest && part !== '') {
      parts.push(part);
      [part, width] = ['', 0];
    }
    part += character;
    width += more;
  }
  return part === '' ? parts : [...parts, part];
}

/** The width of parts on one line. */
export function lineWidth(pieces: readonly LinePiece[]): number {
  return pieces.reduce(
    (sum, { width, hasSpaceAfter }, index) =>
      sum + width + (hasSpaceAfter && index < pieces.length - 1 ? 1 : 0),
    0,
  );
}

/** One line of these parts. */
export function lineOf(pieces: readonly LinePiece[]): string {
  return pieces
    .map(({ text, hasSpaceAfter }) => (hasSpaceAfter ? `${text} ` : text))
    .join('')
    .trimEnd();
}
