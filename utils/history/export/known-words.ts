/** The longest known word, in characters: no host name is longer (RFC 1035, section 2.3.4). */
const longest = 253;

interface Letter {
  next: Map<string, Letter>;
  /** The replacement of the word that ends at this node; null where none ends here. */
  replacement: string | null;
}

/**
 * Replaces known words, given in lower case, wherever they occur in a text in any case; where several begin
 * at one place, the longest counts. A text is scanned once, however many words there are.
 */
export function createKnownWords() {
  const first: Letter = { next: new Map(), replacement: null };

  function longestAt(text: string, from: number): { end: number; replacement: string } | null {
    let found = null;
    let letter: Letter | undefined = first;
    for (let end = from; letter; end += 1) {
      if (letter.replacement !== null) found = { end, replacement: letter.replacement };
      letter = letter.next.get(text[end]?.toLowerCase() ?? '');
    }
    return found;
  }

  return {
    /** Adds a word. A word that is longer than any host name is ignored. */
    add(word: string, replacement: string): void {
      if (word === '' || word.length > longest) return;
      let letter = first;
      for (const each of word.split('')) {
        const next = letter.next.get(each) ?? { next: new Map<string, Letter>(), replacement: null };
        letter.next.set(each, next);
        letter = next;
      }
      letter.replacement = replacement;
    },

    replace(text: string): string {
      let replaced = '';
      let copied = 0;
      for (let at = 0; at < text.length;) {
        const found = longestAt(text, at);
        if (found) {
          replaced += text.slice(copied, at) + found.replacement;
          copied = found.end;
        }
        at = found?.end ?? at + 1;
      }
      return replaced + text.slice(copied);
    },
  };
}
