/** Characters; no name of a host is longer (RFC 1035 section 2.3.4). */
const longest = 253;

interface Letter {
  next: Map<string, Letter>;
  /** What takes the place of the word that ends here. */
  replacement: string | null;
}

/**
 * Words, in small letters, that are replaced wherever they occur in a text, in whatever letters; the longest counts where
 * several begin. However many words there are, a text is gone through once.
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
    /** One that is longer than any host's name is left alone. */
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
