import { sdpSections } from './sdp-sections.ts';

/**
 * The answer with every Opus format asking for in-band FEC and none for DTX (RFC 7587 section 6.1): the far side's
 * parameters set up our encoder. Everything else stays byte for byte as it was.
 */
export function withOpusParameters(answer: string): string {
  return sdpSections(answer)
    .map((section) => (section[0]?.startsWith('m=audio ') ? withOpus(section) : section).join(''))
    .join('');
}

function withOpus(section: readonly string[]): string[] {
  const opus = new Set(section.flatMap((line) => opusFormat(line) ?? []));
  const described = new Set(section.flatMap((line) => parameterLine(line)?.format ?? []));
  return section.flatMap((line) => {
    const format = opusFormat(line);
    if (format !== null && !described.has(format))
      return [withLineAfter(line, `a=fmtp:${format} useinbandfec=1`)];
    const found = parameterLine(line);
    if (!found || !opus.has(found.format)) return [line];
    return [found.head + withFecAndNoDtx(found.parameters) + found.end];
  });
}

function parameterLine(line: string) {
  const match = /^(a=fmtp:(\d+)[ \t]+)([^\r\n]*)(\r?\n?)$/.exec(line);
  if (!match) return null;
  const [, head = '', format = '', parameters = '', end = ''] = match;
  return { head, format, parameters, end };
}

function opusFormat(line: string): string | null {
  return /^a=rtpmap:(\d+) opus\/48000/i.exec(line)?.[1] ?? null;
}

function withLineAfter(line: string, added: string): string {
  const end = /\r?\n$/.exec(line)?.[0];
  return end === undefined ? `${line}\r\n${added}` : line + added + end;
}

function withFecAndNoDtx(parameters: string): string {
  const items = parameters.split(';').map((item) => {
    const [, head = '', name = '', value = '', tail = ''] =
      /^(\s*([^=\s]+)\s*=\s*)(.*?)(\s*)$/.exec(item) ?? [];
    if (name.toLowerCase() === 'useinbandfec') return `${head}1${tail}`;
    return name.toLowerCase() === 'usedtx' && value !== '0' ? `${head}0${tail}` : item;
  });
  if (items.some((item) => /^\s*useinbandfec\s*=/i.test(item))) return items.join(';');
  if (items.at(-1)?.trim() === '') items.pop();
  return [...items, 'useinbandfec=1'].join(';');
}
