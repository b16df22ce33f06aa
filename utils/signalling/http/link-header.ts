import { sortIceServers, type IceServerList } from '../../domain/profiles/ice-server-list.ts';

interface Link {
  /** The address between the brackets, or where it stands without them. */
  target: string;
  parameters: ReadonlyMap<string, string>;
}

/** The number of links of one header that are read. */
export const mostLinks = 256;

// These patterns are sticky, so that each continues exactly where the one before has ended (RFC 8288, section
// 3 and appendix B.2). In none of them does anything follow a repetition, so that no text is read twice.
const blanks = /\s*/y;
const nameCharacters = /[^\s=:;,"<>]*/y;
const tokenCharacters = /[^\s;,"]*/y;
/** A text in single quotes, which some servers write in place of double ones. */
const singleQuoted = /'[^';,"]*'(?=\s*(?:[;,]|$))/y;
const separators = /[\s,]*/y;
/** The address of an ICE server (RFC 7064, RFC 7065) without the brackets of a link. */
const bareAddress = /(?:stun|turn)s?:[^\s;,<>"]+/iy;
const iceScheme = /^\s*(?:stun|turn)s?:/i;

/**
 * The ICE servers that a `Link` header announces with `rel="ice-server"` (RFC 9725, section 4.6). fetch joins
 * several headers by commas, and quoted strings may hold commas themselves. Of a credential of another type than a
 * password nothing is kept, so that its server is left out as one without. What has the address of an ICE server, and is no
 * such link, is left out by its address.
 */
export function readIceServerLinks(header: string): IceServerList {
  const { links, skipped } = parseLinks(header);
  const malformed = [...skipped];
  const entries = links.flatMap(({ target, parameters }) => {
    const relations = (parameters.get('rel') ?? '').toLowerCase().split(/\s+/);
    if (!relations.includes('ice-server')) {
      if (iceScheme.test(target)) malformed.push(target.trim());
      return [];
    }
    const isPassword = (parameters.get('credential-type') ?? 'password').toLowerCase() === 'password';
    const credential = isPassword ? (parameters.get('credential') ?? '') : '';
    return [{ url: target.trim(), username: parameters.get('username') ?? '', credential }];
  });
  const { servers, leftOut } = sortIceServers(entries);
  const unread = malformed.map((url) => ({ url: url.slice(0, 512), problem: 'ice-link-malformed' as const }));
  return { servers, leftOut: [...leftOut, ...unread.slice(0, mostLinks)] };
}

/** Reads as many links as are well formed; what comes after a fault is skipped, and an address that begins it is told. */
function parseLinks(header: string): { links: Link[]; skipped: string[] } {
  const links: Link[] = [];
  const skipped: string[] = [];
  let at = 0;
  const take = (characters: RegExp): string => {
    characters.lastIndex = at;
    const [found = ''] = characters.exec(header) ?? [];
    at += found.length;
    return found;
  };
  /** Takes this character, with the blanks before and after it, or nothing. */
  const takeMark = (mark: string): boolean => {
    const from = at;
    take(blanks);
    const isThere = header[at] === mark;
    at = isThere ? at + 1 : from;
    if (isThere) take(blanks);
    return isThere;
  };
  const takeValue = (): string => {
    const single = take(singleQuoted);
    if (single !== '') return single.slice(1, -1);
    const end = header[at] === '"' ? endOfQuoted(header, at + 1) : -1;
    if (end === -1) return take(tokenCharacters);
    const quoted = header.slice(at + 1, end);
    at = end + 1;
    return quoted.replace(/\\([^])/g, '$1');
  };
  /** Takes the next target; null where there is none any more. */
  const takeTarget = (): string | null => {
    take(separators);
    const bare = take(bareAddress);
    if (bare !== '') return bare;
    const open = header.indexOf('<', at);
    const close = open === -1 ? -1 : header.indexOf('>', open);
    if (close === -1) {
      if (header[at] === '<') at += 1;
      const unended = take(bareAddress);
      if (unended !== '') skipped.push(unended);
      return null;
    }
    at = close + 1;
    return header.slice(open + 1, close);
  };
  while (links.length < mostLinks) {
    const target = takeTarget();
    if (target === null) break;
    const parameters = new Map<string, string>();
    while (takeMark(';')) {
      const name = take(nameCharacters).toLowerCase();
      // Some servers write a colon, as in a header.
      const value = takeMark('=') || takeMark(':') ? takeValue() : '';
      // The first of several parameters with one name counts (RFC 8288, section 3.3).
      if (name !== '' && !parameters.has(name)) parameters.set(name, value);
    }
    links.push({ target, parameters });
  }
  return { links, skipped };
}

/** The end of the quoted string whose content begins at `from`; -1 where it does not end. */
function endOfQuoted(text: string, from: number): number {
  for (let at = from; at < text.length; at += text[at] === '\\' ? 2 : 1) if (text[at] === '"') return at;
  return -1;
}
