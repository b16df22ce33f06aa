/** The longest text of a server that is shown and logged, in characters (UTF-16 code units). */
export const longestSaid = 240;

/** The number of characters that are read; what follows could only be cut off. */
const mostRead = 4096;

/** Stands for what is left out. */
const gap = '…';

/** Characters that are not seen, or that reorder what is seen beside them (Unicode Standard, section 23). */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\uFFFD]+/gu;

/** More marks on one letter than any language has. */
const piledMarks = /(\p{M}{3})\p{M}+/gu;

// Nothing follows a repetition in these patterns that it could take as well, so that no text is read twice.
const urls = /\b([a-z][\w+.-]{0,15}:\/\/)([^\s"'<>]*)/gi;
const userNames = /[^\s/@:"']+:[^\s/@"']+@/g;
const assigned =
  /\b((?:[a-z]+[-_ ])?(?:token|key|secret|password|passwd|pwd|credential|signature|sig|authorization|cookie)["']?[=:]["']?|bearer |basic |digest )([^\s"',;&<>]+)/gi;
const words = /[\w+/=~*-]+/g;

/**
 * A text of a server as it may be shown and logged: one line of at most {@link longestSaid} characters, without unseen
 * characters, and without what may be a secret: these `secrets`, paths and user names in URLs, and whatever looks like a
 * key. Null where nothing is left. What it says is the server's alone, so it is to be shown as a quotation.
 */
export function saidText(text: string, secrets: readonly string[] = []): string | null {
  let said = text
    .slice(0, mostRead)
    .replace(/\uFEFF/g, '')
    .replace(/\s+/g, ' ')
    .replace(unseen, '')
    .replace(piledMarks, '$1');
  for (const secret of secrets.filter(({ length }) => length >= 4)) said = said.replaceAll(secret, gap);
  said = said
    .replace(urls, (_url, scheme: string, rest: string) => scheme + hostOf(rest))
    .replace(userNames, `${gap}@`)
    .replace(assigned, (whole, name: string, value: string) =>
      name.endsWith('=') || /\d|.{12}/.test(value) ? name + gap : whole,
    )
    .replace(words, (word) => (isKeyLike(word) ? gap : word))
    .replace(/…(?:[\s/]*…)+/g, gap)
    .trim();
  if (!/[\p{L}\p{N}]/u.test(said)) return null;
  return said.length > longestSaid ? `${said.slice(0, longestSaid - 1).trimEnd()}${gap}` : said;
}

/** Host and port of what follows a scheme; a path may be a secret. */
function hostOf(rest: string): string {
  const authority = /^[^/?#\\]*/.exec(rest)?.[0] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const more = rest.slice(authority.length);
  const end = /[.,;:!?)]*$/.exec(more)?.[0] ?? '';
  return host + (/^\/?$/.test(more.slice(0, more.length - end.length)) ? more : `/${gap}${end}`);
}

/** Whether a word looks like a key, a token or an id: a long mixture, or several short ones. */
function isKeyLike(word: string): boolean {
  const parts = word.split(/[^\dA-Za-z]+/);
  const mixed = parts.filter((part) => /\d/.test(part) && /[A-Za-z]/.test(part));
  if (mixed.some(({ length }) => length >= 10) || mixed.filter(({ length }) => length >= 3).length >= 3)
    return true;
  if (/^(?:sk|pk|ek|rk)[-_](?:.*[\d*]|[\w-]{16})/.test(word) || /\*{3}/.test(word)) return true;
  // Letters alone: no word of a language changes between small and capital letters so often.
  return parts.some((part) => part.length >= 16 && (part.match(/[a-z][A-Z]/g)?.length ?? 0) >= 4);
}

/**
 * The parts of an address that may be a stream's key: the values of its query, names there that have none, values of matrix
 * parameters, and the parts of its path that look so.
 */
export function secretsOfUrl(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const url = new URL(address);
  const parts = url.pathname.split(/[/;]/).filter((part) => part.length >= 8 && /\d/.test(part));
  const matrix = [...url.pathname.matchAll(/;[^/;=]*=([^/;]*)/g)].map(([, value = '']) => value);
  const query = [...url.searchParams].map(([name, value]) => value || name);
  const known = [...parts, ...matrix, ...query, url.username, url.password];
  return known.flatMap((part) => [part, decoded(part)]).filter((part) => part !== '');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
