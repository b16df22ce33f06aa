import { sortIceServers, type IceServerList } from '../../domain/profiles/ice-server-list.ts';
import type { IceServer } from '../../domain/profiles/ice-server.ts';
import { iceServersIn } from '../../domain/profiles/turn-rest.ts';
import { iceRelationIn, iceServerNamedIn } from './named-ice-server.ts';

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
 * several headers by commas, and quoted strings may hold commas themselves. Some servers write JSON in place of links, or
 * put quotes around all of it. What names an ICE server in any other way is left out by its address: a header that
 * announces one and yields none is never passed over without a word.
 */
export function readIceServerLinks(header: string): IceServerList {
  const values = valuesOf(header);
  const texts = values.filter((each) => typeof each === 'string').map(readLinks);
  const others = values.filter((each) => typeof each !== 'string').slice(0, mostLinks);
  const { servers, leftOut } = sortIceServers([
    ...texts.flatMap(({ entries }) => entries),
    ...iceServersIn(others),
  ]);
  const skipped = texts.flatMap((each) => each.malformed);
  const isUnseen = servers.length + leftOut.length + skipped.length === 0;
  const named = values[0] === header ? iceRelationIn(header) : iceServerNamedIn(header);
  const malformed = isUnseen ? named : skipped;
  const unread = malformed.map((url) => ({ url: url.slice(0, 512), problem: 'ice-link-malformed' as const }));
  return { servers, leftOut: [...leftOut, ...unread].slice(0, mostLinks) };
}

/**
 * What a text holds that is JSON as a whole, or several such texts joined by commas as fetch does; another text is its own
 * value. A text within may be JSON once more.
 */
function valuesOf(text: string, depth = 0): unknown[] {
  if (depth > 2 || !/^\s*["[{]/.test(text)) return [text];
  try {
    const values = JSON.parse(`[${text}]`) as unknown[];
    return values.flat(2).flatMap((each) => (typeof each === 'string' ? valuesOf(each, depth + 1) : [each]));
  } catch {
    return [text];
  }
}

/**
 * Reads links. Of a credential of another type than a password nothing is kept, so that its server is left out as one
 * without.
 */
function readLinks(text: string): { entries: IceServer[]; malformed: string[] } {
  const { links, skipped } = parseLinks(text);
  const malformed = skipped.flatMap(iceServerNamedIn);
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
  return { entries, malformed };
}

/** Reads as many links as are well formed; the texts between them are skipped. */
function parseLinks(header: string): { links: Link[]; skipped: string[] } {
  const links: Link[] = [];
  const skipped: string[] = [];
  let at = 0;
  /** Where a parameter begins whose value has no end; its name tells what the text after it is. */
  let unended = -1;
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
    skipped.push(header.slice(unended === -1 ? at : unended, close === -1 ? undefined : open));
    unended = -1;
    if (close === -1) return null;
    at = close + 1;
    return header.slice(open + 1, close);
  };
  while (links.length < mostLinks) {
    const target = takeTarget();
    if (target === null) break;
    const parameters = new Map<string, string>();
    while (takeMark(';')) {
      const from = at;
      const name = take(nameCharacters).toLowerCase();
      // Some servers write a colon, as in a header.
      const value = takeMark('=') || takeMark(':') ? takeValue() : '';
      if (header[at] === '"') unended = from;
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
