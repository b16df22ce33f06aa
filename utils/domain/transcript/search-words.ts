import { folded } from './folded-text.ts';

/** The longest word that is told from others that begin alike, in characters (UTF-16 code units). */
const longestWord = 32;

/** A run of letters of a script without spaces, or a word of another one. */
const runs =
  /(?:(?=[\p{L}\p{M}])[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}])+|(?:(?!(?=[\p{L}\p{M}])[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}])[\p{L}\p{M}\p{N}])+/gu;
const spaceless =
  /^(?=[\p{L}\p{M}])[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u;

/**
 * The words by which a text is found: of scripts without spaces all pairs of neighbouring letters, and the last letter of each run alone,
 * so that every letter begins one of them.
 */
export function indexedWords(text: string): string[] {
  const found = new Set<string>();
  for (const [run] of folded(text).matchAll(runs)) {
    if (!spaceless.test(run)) found.add(run.slice(0, longestWord));
    else for (const pair of pairsOf(run)) found.add(pair);
  }
  return [...found];
}

/** What a query asks of the words of a text: each part has to be there. */
export interface SearchTerm {
  /** The part, as it stands in a folded text. */
  text: string;
  /** The words that a text with it is indexed by. */
  words: readonly string[];
  /** Whether the last of these words may go on. */
  isBeginning: boolean;
}

/** Letters of a word that is still being typed from which on words that begin with it are found. */
const shortestBeginning = 3;

/** The parts of a query; the last word may be the beginning of one. */
export function searchTerms(query: string): SearchTerm[] {
  const letters = folded(query);
  const all = [...letters.matchAll(runs)].map(([run]) => run);
  const isOpen = /[\p{L}\p{M}\p{N}]$/u.test(letters);
  return all.map((text, index): SearchTerm => {
    const isLast = isOpen && index === all.length - 1;
    if (!spaceless.test(text)) {
      const isBeginning = text.length >= longestWord || (isLast && text.length >= shortestBeginning);
      return { text, words: [text.slice(0, longestWord)], isBeginning };
    }
    const pairs = pairsOf(text);
    // The last letter may be followed by others in the text that is looked for.
    return pairs.length === 1
      ? { text, words: pairs, isBeginning: true }
      : { text, words: pairs.slice(0, -1), isBeginning: false };
  });
}

/** Whether a text has the words by which it is found, and in them the part that was asked for. */
export function hasTerm(text: string, { text: part, words, isBeginning }: SearchTerm): boolean {
  const own = indexedWords(text);
  const isThere = (word: string) =>
    isBeginning ? own.some((each) => each.startsWith(word)) : own.includes(word);
  return folded(text).includes(part) && words.every(isThere);
}

/** Whether a word, or a letter of a script without spaces, begins at a place of a folded text. */
export function beginsWord(letters: string, at: number): boolean {
  const before = /[\p{L}\p{M}\p{N}]$/u.exec(letters.slice(Math.max(0, at - 2), at))?.[0] ?? '';
  return before === '' || spaceless.test(before) || spaceless.test(letters.slice(at, at + 2));
}

/** Neighbouring letters of a run, and its last letter alone. */
function pairsOf(run: string): string[] {
  const letters = Array.from(run);
  return letters.map((letter, index) => letter + (letters[index + 1] ?? ''));
}
