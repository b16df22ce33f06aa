import { sdpSections, sdpValue } from './sdp-sections.ts';

/** The order of the session's own lines (RFC 8866, section 9); attributes follow them. */
const headOrder = 'vosiuepcbtrzk';

/** What stands for lines that every description has, and that say nothing about media. */
const missing: Readonly<Record<string, string>> = {
  v: 'v=0',
  o: 'o=- 0 0 IN IP4 0.0.0.0',
  s: 's=-',
  t: 't=0 0',
};

/**
 * The values that browsers can read of attributes that a connection can do without; a line with another value is left
 * out, since the browser would refuse the whole answer for it (RFC 8866, 8839, 5285, 5576, 4568, 4585).
 */
const readable: Readonly<Record<string, RegExp>> = {
  fmtp: /^\d+ \S/,
  'rtcp-fb': /^(?:\d+|\*) \S/,
  extmap: /^\d+(?:\/\w+)? \S/,
  ssrc: /^\d+ \S/,
  'ssrc-group': /^\S+(?: \d+)+$/,
  rtpmap: /^\d+ [^ /]+\/\d+/,
  candidate:
    /^\S+ \d+ \S+ \d+ \S+ (?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]) typ \S/i,
  msid: /^\S+ \S/,
  crypto: /^\d+ \S+ \S/,
};
const readableBandwidth = /^b=[\w-]+:\d+$/;

/**
 * Mends an answer that the browser has refused, where its meaning is clear without: blanks, empty lines and line ends,
 * capital letters, lines that no description has, lines of the session that are missing or in another order, attributes
 * without their value, and what follows from the offer (the `mid` of each m-line, their bundle, multiplexed RTCP, and that audio which is only sent can only be received). The
 * codecs, the certificate and the ICE credentials stay as they are: nothing is guessed.
 */
export function mendAnswer(answer: string, offer: string): string {
  const [head = [], ...media] = sdpSections(mendedLines(answer));
  const offered = sdpSections(offer)
    .slice(1)
    .map((section) => sdpValue(section, 'a=mid:'));
  const kept = media.filter((section, index) => index < offered.length || !isRefused(section));
  const mids = kept.map((_, index) => offered[index] ?? null);
  const canName = kept.length === offered.length && !mids.includes(null);
  const sections = canName ? kept.map((section, index) => withMid(section, mids[index] ?? '')) : kept;
  const bundled = mids.filter((_, index) => !isRefused(kept[index] ?? []));
  const group = canName && isBundled(offer) ? [`a=group:BUNDLE ${bundled.join(' ')}\r\n`] : [];
  return [...mendedHead(head, group), ...sections.flatMap((section) => asOffered(section, offer))].join('');
}

/**
 * Mends what an answer says of its transport, and after which no browser connects though it may take the answer (measured):
 * a DTLS role that answers nothing, the bundle of the offer left out, and candidates that stand in another section than the
 * first alone. An answerer that is asked `actpass` and repeats it means to take part, and `active` is what it should have
 * said (RFC 8842, section 5.3); this offer's media go over one transport or not at all, which is that of the first section
 * (RFC 9143, section 7.1, and `max-bundle` of RFC 8829, section 4.1.1).
 */
export function withOneTransport(answer: string, offer: string): string {
  const bundled = isBundled(offer) && !isBundled(answer) ? mendAnswer(answer, offer) : answer;
  const reachable = isBundled(bundled) ? withCandidatesFirst(bundled) : bundled;
  return reachable.replace(/^a=setup:[ \t]*(?:actpass|holdconn)[ \t]*(?=\r?$)/gim, 'a=setup:active');
}

/** Moves candidates into the first section of a bundle, where that has none. */
function withCandidatesFirst(answer: string): string {
  const [head = [], first = [], ...others] = sdpSections(answer);
  const candidates = others.flat().filter(isOfCandidates);
  if (candidates.length === 0 || first.some(isOfCandidates) || isRefused(first)) return answer;
  const kept = others.map((section) => section.filter((line) => !isOfCandidates(line)));
  return [...head, ...first, ...candidates, ...kept.flat()].join('');
}

function isOfCandidates(line: string): boolean {
  return /^a=(?:candidate:|end-of-candidates)/i.test(line);
}

/** The lines that a description can have, each with the line end of RFC 8866. */
function mendedLines(text: string): string {
  const whole = /[\r\n]/.test(text) || !text.startsWith('v=0') ? text : text.replace(/\\r\\n|\\n/g, '\n');
  return whole
    .replace(/\uFEFF/g, '')
    .split(/[\r\n]+/)
    .flatMap((line) => mendedLine(line.trim()))
    .join('');
}

function mendedLine(line: string): string[] {
  const [, type = '', rest = ''] = /^([a-z])[ \t]*=[ \t]*(.*)$/i.exec(line) ?? [];
  const name = type.toLowerCase();
  if (name === 'a') return mendedAttribute(rest);
  if (name === 's') return [`s=${rest === '' ? '-' : rest}\r\n`];
  if (name === '' || rest === '' || !`${headOrder}m`.includes(name)) return [];
  if (name === 'b' && !readableBandwidth.test(`b=${rest}`)) return [];
  return [`${name}=${rest.replace(/\s+/g, ' ')}\r\n`];
}

function mendedAttribute(text: string): string[] {
  const colon = text.indexOf(':');
  const name = (colon === -1 ? text : text.slice(0, colon)).trim().toLowerCase();
  const value = colon === -1 ? null : text.slice(colon + 1).trim();
  if (name === '' || (Object.hasOwn(readable, name) && !readable[name]?.test(value ?? ''))) return [];
  return [
    value === null ? `a=${name}\r\n` : `a=${name}:${name === 'setup' ? value.toLowerCase() : value}\r\n`,
  ];
}

function mendedHead(head: readonly string[], group: readonly string[]): string[] {
  const lines = Array.from(headOrder, (type) => type).flatMap((type) => {
    const found = head.filter((line) => line.startsWith(`${type}=`));
    return found.length === 0 && type in missing ? [`${missing[type] ?? ''}\r\n`] : found;
  });
  const attributes = head.filter(
    (line) => line.startsWith('a=') && (group.length === 0 || !line.startsWith('a=group:BUNDLE')),
  );
  return [...lines, ...group, ...attributes];
}

function withMid(section: readonly string[], mid: string): string[] {
  const [media = '', ...rest] = section.filter((line) => !line.startsWith('a=mid:'));
  const connection = rest.filter((line) => !line.startsWith('a='));
  return [media, ...connection, `a=mid:${mid}\r\n`, ...rest.filter((line) => line.startsWith('a='))];
}

/** Audio as the offer allows it: an answer to `sendonly` is `recvonly` (RFC 3264, section 6.1), over the one port. */
function asOffered(section: readonly string[], offer: string): readonly string[] {
  if (!section[0]?.startsWith('m=audio ') || isRefused(section)) return section;
  const has = (line: string) => new RegExp(`^${line}\\r?$`, 'm').test(offer);
  const isMuxed = section.includes('a=rtcp-mux\r\n');
  const turned =
    has('a=sendonly') && !section.includes('a=recvonly\r\n')
      ? [...section.filter((line) => !/^a=(?:sendrecv|sendonly|recvonly)\r/.test(line)), 'a=recvonly\r\n']
      : section;
  return !isMuxed && has('a=rtcp-mux') ? [...turned, 'a=rtcp-mux\r\n'] : turned;
}

function isRefused([media = '']: readonly string[]): boolean {
  return /^m=\S+ 0[ /]/.test(media);
}

function isBundled(offer: string): boolean {
  return /^a=group:BUNDLE \S/m.test(offer);
}
