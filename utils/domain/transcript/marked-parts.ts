import { folded, foldedWithPlaces } from './folded-text.ts';
import { beginsWord } from './search-words.ts';

/** What is looked for in texts. */
export interface SearchedText {
  /** Folded, see {@link folded}; each at least one letter long. */
  words: readonly string[];
  /** Whether they are marked only where a word begins, as a history is searched. */
  areBeginnings?: true;
}

/** A part of a text, and whether it is what was looked for. */
export interface MarkedPart {
  text: string;
  isMarked: boolean;
}

/** What a user looks for as one row of letters; null where there is nothing to look for. */
export function searchedText(query: string): SearchedText | null {
  const word = folded(query.trim());
  return word === '' ? null : { words: [word] };
}

/** Whether a text has what is looked for: all of its words. */
export function hasAll(text: string, { words }: SearchedText): boolean {
  const letters = folded(text);
  return words.every((word) => letters.includes(word));
}

/** A text in parts, of which those are marked that were looked for; together they are the whole text. */
export function markedParts(text: string, searched: SearchedText | null): MarkedPart[] {
  if (!searched) return [{ text, isMarked: false }];
  const { text: letters, places } = foldedWithPlaces(text);
  const marks: { from: number; to: number }[] = [];
  for (const word of searched.words) {
    for (let at = letters.indexOf(word); at !== -1; at = letters.indexOf(word, at + word.length)) {
      if (searched.areBeginnings && !beginsWord(letters, at)) continue;
      const last = places[at + word.length - 1] ?? 0;
      // A letter that folds into several is marked as a whole.
      let next = at + word.length;
      while ((places[next] ?? text.length) <= last && next < places.length) next += 1;
      marks.push({ from: places[at] ?? 0, to: places[next] ?? text.length });
    }
  }
  marks.sort((one, other) => one.from - other.from);
  const parts: MarkedPart[] = [];
  let reached = 0;
  for (const { from, to } of marks) {
    if (to <= reached) continue;
    const begins = Math.max(from, reached);
    if (begins > reached) parts.push({ text: text.slice(reached, begins), isMarked: false });
    parts.push({ text: text.slice(begins, to), isMarked: true });
    reached = to;
  }
  if (reached < text.length || parts.length === 0) parts.push({ text: text.slice(reached), isMarked: false });
  return parts;
}
