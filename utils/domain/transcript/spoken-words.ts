import { folded } from './folded-text.ts';

/** A word of a text, as it is compared, and its place in the text. */
export interface SpokenWord {
  word: string;
  from: number;
  to: number;
}

/** A character of a script that is written without blanks, or a word of any other. */
const wordPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{N}\p{M}'’])+/gu;

/** The words of a text; in a script without blanks each character counts as one. */
export function spokenWords(text: string): SpokenWord[] {
  return Array.from(text.matchAll(wordPattern), ({ 0: found, index }) => ({
    word: compared(found),
    from: index,
    to: index + found.length,
  }));
}

/** Numbers that one recogniser writes out and another one in figures, each at its place; cut in two, a word can still be told. */
const numbers = 'zero one two three four five six seven eight nine ten'.split(' ');
const figures = new Map(
  numbers.flatMap((word, number) => [
    [String(number), word],
    ['〇一二三四五六七八九十'.charAt(number), word],
  ]),
);

/** A word as two recognisers may both have written it: without accents, apostrophes and large letters. */
function compared(word: string): string {
  const letters = folded(word).replace(/['’]/g, '');
  return figures.get(letters) ?? letters;
}

/** Words that are looked at, at the end of one text and the beginning of another. */
const mostCompared = 40;

/**
 * The number of words at the beginning of `later` that repeat the end of `earlier`, at most `most`. A recogniser makes errors:
 * a third of the words may be wrong, missing or too many, and the last word before a cut may be half of one.
 */
export function repeatedWords(
  earlier: readonly string[],
  later: readonly string[],
  most = mostCompared,
): number {
  const longest = Math.min(most, mostCompared, later.length);
  const end = earlier.slice(-mostCompared);
  let best = { words: 0, score: 0 };
  for (let start = 0; start < end.length; start += 1) {
    const costs = costsOf(end.slice(start), later.slice(0, longest));
    const taken = end.length - start;
    for (let words = 1; words <= longest; words += 1) {
      const errors = costs[words] ?? Infinity;
      const length = Math.max(words, taken);
      if (errors > length / 3) continue;
      // Each error costs more than the words that agree around it: of two overlaps a short one that is exact wins.
      const score = length - 2 * errors;
      const isBetter = score > best.score || (score === best.score && words > best.words);
      if (score > 0 && isBetter) best = { words, score };
    }
  }
  return best.words;
}

/** The errors between all of `one` and the first n words of `other`, for each n (Levenshtein, by words). */
function costsOf(one: readonly string[], other: readonly string[]): number[] {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, word] of one.entries()) {
    const isLast = at === one.length - 1;
    const next = [at + 1];
    for (const [place, said] of other.entries()) {
      const swapped = (row[place] ?? 0) + (isSame(word, said, isLast) ? 0 : 1);
      next.push(Math.min(swapped, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row;
}

/** Whether two words are the same, or the first is the beginning of the other where a cut has ended it. */
function isSame(word: string, said: string, isLast: boolean): boolean {
  return word === said || (isLast && word.length >= 2 && said.startsWith(word));
}
