import { type IceServer, iceServerProblem, isTurn } from '../domain/ice-server.ts';

interface Link {
  target: string;
  parameters: ReadonlyMap<string, string>;
}

// Sticky, so that each reads on exactly where the one before has ended (RFC 8288 section 3 and appendix B.2).
const separators = /[\s,]*/y;
const targetPattern = /<([^>]*)>/y;
const parameterPattern = /\s*;\s*([^\s=;,"<>]*)(?:\s*=\s*(?:"((?:[^"\\]|\\[^])*)"|([^\s;,"]*)))?/y;

/**
 * The ICE servers that a `Link` header announces with `rel="ice-server"` (RFC 9725 section 4.6). fetch joins several
 * headers by commas, and quoted strings may hold commas themselves. Other relations, and servers that no peer connection
 * would take, are left out: one bad entry must not cost the session.
 */
export function readIceServerLinks(header: string): IceServer[] {
  return parseLinks(header).flatMap(({ target, parameters }) => {
    const relations = (parameters.get('rel') ?? '').toLowerCase().split(/\s+/);
    if (!relations.includes('ice-server')) return [];
    if ((parameters.get('credential-type') ?? 'password').toLowerCase() !== 'password') return [];
    const url = target.trim();
    const username = isTurn(url) ? (parameters.get('username') ?? '') : '';
    const credential = isTurn(url) ? (parameters.get('credential') ?? '') : '';
    const server = { url, username, credential };
    return iceServerProblem(server) === null ? [server] : [];
  });
}

/** Reads as many links as are well formed; whatever comes after a fault belongs to no link and is skipped. */
function parseLinks(header: string): Link[] {
  const links: Link[] = [];
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < header.length) {
    take(separators);
    const target = take(targetPattern);
    if (!target) {
      at = nextTarget(header, at);
      continue;
    }
    const parameters = new Map<string, string>();
    for (let match = take(parameterPattern); match; match = take(parameterPattern)) {
      const [, name = '', quoted, token = ''] = match;
      const value = quoted === undefined ? token : quoted.replace(/\\([^])/g, '$1');
      // The first of several counts (RFC 8288 section 3.3).
      if (name !== '' && !parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value);
    }
    links.push({ target: target[1] ?? '', parameters });
  }
  return links;
}

function nextTarget(header: string, at: number): number {
  const next = header.indexOf('<', at + 1);
  return next === -1 ? header.length : next;
}
