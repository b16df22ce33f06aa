import { sortIceServers, type IceServerList } from '../../domain/profiles/ice-server-list.ts';

interface Link {
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

/**
 * The ICE servers that a `Link` header announces with `rel="ice-server"` (RFC 9725, section 4.6). fetch joins
 * several headers by commas, and quoted strings may hold commas themselves. Of a credential of another type than a
 * password nothing is kept, so that its server is left out as one without.
 */
export function readIceServerLinks(header: string): IceServerList {
  const entries = parseLinks(header).flatMap(({ target, parameters }) => {
    const relations = (parameters.get('rel') ?? '').toLowerCase().split(/\s+/);
    if (!relations.includes('ice-server')) return [];
    const isPassword = (parameters.get('credential-type') ?? 'password').toLowerCase() === 'password';
    const credential = isPassword ? (parameters.get('credential') ?? '') : '';
    return [{ url: target.trim(), username: parameters.get('username') ?? '', credential }];
  });
  return sortIceServers(entries);
}

/** Reads as many links as are well formed; what comes after a fault is skipped. */
function parseLinks(header: string): Link[] {
  const links: Link[] = [];
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
    const end = header[at] === '"' ? endOfQuoted(header, at + 1) : -1;
    if (end === -1) return take(tokenCharacters);
    const quoted = header.slice(at + 1, end);
    at = end + 1;
    return quoted.replace(/\\([^])/g, '$1');
  };
  while (links.length < mostLinks) {
    const open = header.indexOf('<', at);
    const close = open === -1 ? -1 : header.indexOf('>', open);
    if (close === -1) break;
    at = close + 1;
    const parameters = new Map<string, string>();
    while (takeMark(';')) {
      const name = take(nameCharacters).toLowerCase();
      // Some servers write a colon, as in a header.
      const value = takeMark('=') || takeMark(':') ? takeValue() : '';
      // The first of several parameters with one name counts (RFC 8288, section 3.3).
      if (name !== '' && !parameters.has(name)) parameters.set(name, value);
    }
    links.push({ target: header.slice(open + 1, close), parameters });
  }
  return links;
}

/** The end of the quoted string whose content begins at `from`; -1 where it does not end. */
function endOfQuoted(text: string, from: number): number {
  for (let at = from; at < text.length; at += text[at] === '\\' ? 2 : 1) if (text[at] === '"') return at;
  return -1;
}
