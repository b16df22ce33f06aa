/** A message of a catalogue: `public/_locales/<language>/messages.json`, as Chrome's i18n API describes it. */
export interface Message {
  message: string;
  placeholders?: Record<string, { content: string; example?: string }>;
}

export type Catalogue = Readonly<Record<string, Message>>;

/** How much longer each text gets: that much most languages need beyond English. */
const longer = 0.4;

const accented: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  y: 'ý',
  n: 'ñ',
  c: 'ç',
};
const filling = 'ëïöüâêîôû';

/** Texts that are no words: the code decides by them. */
const notWords = new Set(['texts_language']);

/**
 * The catalogue of a language that nobody speaks: English that can still be read, each word at least 40 %
 * longer. A page that lays it out has room for languages that nobody has written yet.
 */
export function pseudoTexts(english: Catalogue): Record<string, Message> {
  return Object.fromEntries(
    Object.entries(english).map(([key, text]) => [
      key,
      notWords.has(key) ? text : { ...text, message: pseudoText(text.message) },
    ]),
  );
}

/** One text, with its placeholders (`$NAME$`, `$1`) as they were. */
export function pseudoText(message: string): string {
  return message
    .split(/(\$\w+\$|\$\d|[^\p{L}$]+|\$)/u)
    .map((part, index) => (index % 2 === 0 && part !== '' ? pseudoWord(part) : part))
    .join('');
}

function pseudoWord(word: string): string {
  const letters = word.replace(/[aeiouync]/g, (letter) => accented[letter] ?? letter);
  const more = Math.ceil(word.length * longer);
  return letters + filling.repeat(Math.ceil(more / filling.length)).slice(0, more);
}
