/** The order of the session's own lines (RFC 8866, section 9); attributes follow them. */
export const headOrder = 'vosiuepcbtrzk';

/**
 * The values that browsers can read of attributes that a connection can do without; a line with another value is left
 * out, since the browser would refuse the whole answer for it (RFC 8866, 8839, 5285, 5576, 4568, 4585).
 */
const readable: Readonly<Record<string, RegExp>> = {
  fmtp: /^\d+ \S/,
  'rtcp-fb': /^(?:\d+|\*) \S/,
  extmap: /^(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])(?:\/(?:sendrecv|sendonly|recvonly|inactive))? \S/,
  // Identifiers have 32 bits; those next to the highest are left out too.
  ssrc: /^(?:\d{1,9}|[1-3]\d{9}|4[01]\d{8}) [\w-]+:/,
  'ssrc-group': /^\S+(?: \d+)+$/,
  rtpmap: /^(?:\d{1,2}|1[01]\d|12[0-7]) [^ /]+\/\d+/,
  candidate:
    /^\S+ \d+ \S+ (?:\d{1,9}|[1-3]\d{9}|4[01]\d{8}) \S+ (?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]) typ (?:host|srflx|prflx|relay)(?!.* tcptype (?!active|passive|so\b))/i,
  msid: /^\S+ \S/,
  crypto: /^\d+ \S+ \S/,
  simulcast: /^(?:send|recv) \S/,
  setup: /^(?:active|passive|actpass|holdconn)$/i,
};
/** The values that browsers can read of lines that are no attributes, and that a description is complete without, or gets anew. */
const readableLines: Readonly<Record<string, RegExp>> = {
  b: /^[\w-]+:\d+$/,
  c: /^IN IP[46] \S+$/,
  o: /^\S+ \S+ \S+ IN IP[46] \S+$/,
};

/** The lines that a description can have, each with the line end of RFC 8866. */
export function mendedLines(text: string): string {
  return unescaped(text)
    .replace(/[\uFEFF\0]/g, '')
    .split(/[\r\n\x85\u2028\u2029]+/)
    .flatMap((line) => mendedLine(line.trim()))
    .join('');
}

/** A text whose line ends are written as in JSON, as what they mean. */
function unescaped(text: string): string {
  const isEscaped = !/[\r\n]/.test(text) && /^"?v=0/.test(text);
  return isEscaped
    ? text
        .replace(/^"|"$/g, '')
        .replace(/\\r\\n|\\n/g, '\n')
        .replaceAll('\\/', '/')
    : text;
}

function mendedLine(line: string): string[] {
  const [, type = '', rest = ''] = /^([a-z])[ \t]*=[ \t]*(.*)$/i.exec(line) ?? [];
  const name = type.toLowerCase();
  if (name === 'a') return mendedAttribute(rest);
  if (name === 's') return [`s=${rest === '' ? '-' : rest}\r\n`];
  if (name === '' || rest === '' || !`${headOrder}m`.includes(name)) return [];
  const value = rest.replace(/\s+/g, ' ');
  if (Object.hasOwn(readableLines, name) && !readableLines[name]?.test(value)) return [];
  return [`${name}=${name === 'm' ? mendedMedia(value) : value}\r\n`];
}

/** A line of media, whose kind and protocol are in one case, and whose one port has no number of ports (RFC 8866, section 5.14). */
function mendedMedia(value: string): string {
  return value.replace(
    /^(\S+) (\d+)(?:\/\d+)? (\S+)/,
    (_, kind: string, port: string, protocol: string) =>
      `${kind.toLowerCase()} ${port} ${protocol === protocol.toLowerCase() ? protocol.toUpperCase() : protocol}`,
  );
}

function mendedAttribute(text: string): string[] {
  const colon = text.indexOf(':');
  const name = (colon === -1 ? text : text.slice(0, colon)).trim().toLowerCase();
  const given =
    colon === -1
      ? null
      : text
          .slice(colon + 1)
          .replace(/\s+/g, ' ')
          .trim();
  const value = name === 'candidate' ? (given?.replace(/ typ /i, ' typ ') ?? null) : given;
  if (name === '' || (Object.hasOwn(readable, name) && !readable[name]?.test(value ?? ''))) return [];
  return [
    value === null ? `a=${name}\r\n` : `a=${name}:${name === 'setup' ? value.toLowerCase() : value}\r\n`,
  ];
}
