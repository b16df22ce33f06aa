import { headOrder, mendedLines } from './mended-lines.ts';
import { sdpSections, sdpValue } from './sdp-sections.ts';

/** What stands for lines that every description has, and that say nothing about media. */
const missing: Readonly<Record<string, string>> = {
  v: 'v=0',
  o: 'o=- 0 0 IN IP4 0.0.0.0',
  s: 's=-',
  t: 't=0 0',
};

/**
 * Mends an answer that the browser has refused, where its meaning is clear without: blanks, empty lines and line ends,
 * capital letters, lines that no description has, lines of the session that are missing or in another order, attributes
 * without their value, and what follows from the offer (the `mid` of each m-line, their bundle, multiplexed RTCP, and that audio which is only sent can only be received). The
 * codecs, the certificate and the ICE credentials stay as they are: nothing is guessed.
 */
export function mendAnswer(answer: string, offer: string): string {
  const [head = [], ...media] = sdpSections(mendedLines(answer));
  const [, ...offeredSections] = sdpSections(offer);
  const offered = offeredSections.map((section) => sdpValue(section, 'a=mid:'));
  const kinds = offeredSections.map(([line = '']) => kindOf(line));
  const isAsked = (section: readonly string[]) => kinds.includes(kindOf(section[0] ?? ''));
  const kept = media.filter(
    (section, index) =>
      !isRefused(section) || kinds.length === 0 || (index < kinds.length && isAsked(section)),
  );
  const mids = kept.map((_, index) => offered[index] ?? null);
  const canName = kept.length === offered.length && !mids.includes(null);
  const sections = canName ? kept.map((section, index) => withMid(section, mids[index] ?? '')) : kept;
  const bundled = mids.filter((_, index) => !isRefused(kept[index] ?? []));
  const group = canName && isBundled(offer) ? [`a=group:BUNDLE ${bundled.join(' ')}\r\n`] : [];
  return [...mendedHead(head, group), ...sections.flatMap((section) => asOffered(section, offer))].join('');
}

/**
 * Mends what an answer says of its transport, and after which no browser connects though it may take the answer (measured):
 * a DTLS role that answers nothing, blanks around ICE credentials, the bundle of the offer left out or named wrongly, and candidates that stand in another section than the
 * first alone. An answerer that is asked `actpass` and repeats it means to take part, and `active` is what it should have
 * said (RFC 8842, section 5.3); this offer's media go over one transport or not at all, which is that of the first section
 * (RFC 9143, section 7.1, and `max-bundle` of RFC 8829, section 4.1.1).
 */
export function withOneTransport(answer: string, offer: string): string {
  const bundled = isBundled(offer) && !isBundled(answer) ? mendAnswer(answer, offer) : answer;
  const reachable = isBundled(bundled) ? withCandidatesFirst(bundled) : bundled;
  return reachable
    .replace(/^a=setup:[ \t]*(?:actpass|holdconn)[ \t]*(?=\r?$)/gim, 'a=setup:active')
    .replace(/^(a=ice-(?:ufrag|pwd):)[ \t]*([^ \t\r\n]+)[ \t]*(?=\r?$)/gim, '$1$2');
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
  const formats = section[0].trim().split(' ').slice(3);
  // The browser knows no codec for any other format.
  const known = section.filter((line) => {
    const format = /^a=(?:rtcp-fb|fmtp):(\d+) /.exec(line)?.[1];
    return format === undefined || formats.includes(format);
  });
  const turned =
    has('a=sendonly') && !section.includes('a=recvonly\r\n')
      ? [...known.filter((line) => !/^a=(?:sendrecv|sendonly|recvonly)\r/.test(line)), 'a=recvonly\r\n']
      : known;
  return !isMuxed && has('a=rtcp-mux') ? [...turned, 'a=rtcp-mux\r\n'] : turned;
}

function isRefused([media = '']: readonly string[]): boolean {
  return /^m=\S+ 0[ /]/.test(media);
}

/** Whether a description has one bundle, of sections that it has. */
function isBundled(description: string): boolean {
  const [group, ...others] = description.match(/^a=group:BUNDLE \S.*$/gm) ?? [];
  const mids = new Set(description.match(/^a=mid:.*$/gm)?.map((line) => line.slice(6).trim()));
  const named = group?.trim().split(/\s+/).slice(1) ?? [];
  return named.length > 0 && others.length === 0 && named.every((mid) => mids.has(mid));
}

const kindOf = (line: string) => /^m=(\S+)/.exec(line)?.[1];
