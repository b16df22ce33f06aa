import { greatest } from '../../domain/numbers/extremes.ts';

/** The elements in which pages and XML say what is the matter, the likeliest first. */
const tellingElements = ['message', 'title', 'h1', 'pre', 'p', 'faultstring'];

/**
 * The sentence of a page or of an error in XML: that of the first telling element that has one, else the one of most words, else
 * all the text of XML.
 */
export function markupText(text: string): string {
  const found = tellingElements.map((name) => elementText(text, name)).filter((each) => each !== '');
  const isPage = /<(?:html|head|body|script|style)\b/i.test(text);
  const most = greatest(found.map(wordsIn));
  return found.find((each) => wordsIn(each) === most) ?? (isPage ? '' : plainText(text));
}

/** The number of words, up to four: a text of so many is more than the name of a status, such as "405 Method Not Allowed". */
function wordsIn(text: string): number {
  return Math.min(4, text.match(/\p{L}{2,}/gu)?.length ?? 0);
}

function elementText(text: string, name: string): string {
  const lower = text.toLowerCase();
  let open = lower.indexOf(`<${name}`);
  // The beginning of a longer name.
  while (open !== -1 && /[^\s>/]/.test(lower[open + name.length + 1] ?? ''))
    open = lower.indexOf(`<${name}`, open + 1);
  const from = open === -1 ? -1 : lower.indexOf('>', open);
  if (from === -1) return '';
  const end = lower.indexOf(`</${name}`, from);
  const to = end === -1 ? lower.indexOf('</', from) : end;
  return plainText(to === -1 ? text.slice(from + 1) : text.slice(from + 1, to));
}

function plainText(markup: string): string {
  return unescaped(markup.replace(/<[^<>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  amp: '&',
  nbsp: ' ',
  apos: "'",
};

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,6}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return entities[name] ?? whole;
    const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal);
    return String.fromCodePoint(code % 0x110000);
  });
}
