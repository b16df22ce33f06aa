import { sdpSections } from './sdp-sections.ts';

/**
 * Makes every Opus format of an answer ask for in-band FEC and not for DTX (RFC 7587, section 6.1): the far
 * side's parameters configure our encoder. All other bytes stay the same.
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
  const [head, format = ''] = /^a=fmtp:(\d+)[ \t]+/.exec(line) ?? [];
  if (head === undefined) return null;
  const end = lineEnd(line);
  const parameters = line.slice(head.length, line.length - end.length);
  return parameters.includes('\r') ? null : { head, format, parameters, end };
}

function opusFormat(line: string): string | null {
  return /^a=rtpmap:(\d+) opus\/48000/i.exec(line)?.[1] ?? null;
}

function lineEnd(line: string): string {
  if (line.endsWith('\r\n')) return '\r\n';
  return line.endsWith('\n') ? '\n' : '';
}

function withLineAfter(line: string, added: string): string {
  const end = lineEnd(line);
  return end === '' ? `${line}\r\n${added}` : line + added + end;
}

function withFecAndNoDtx(parameters: string): string {
  const items = parameters.split(';').map(toItem);
  const texts = items.map(({ text, name, head, value, tail }) => {
    if (name === 'useinbandfec') return `${head}1${tail}`;
    return name === 'usedtx' && value !== '0' ? `${head}0${tail}` : text;
  });
  if (items.some(({ name }) => name === 'useinbandfec')) return texts.join(';');
  if (texts.at(-1)?.trim() === '') texts.pop();
  return [...texts, 'useinbandfec=1'].join(';');
}

/**
 * One parameter with the blanks around its parts: `head` ends where the value begins, `tail` begins where
 * that ends.
 */
function toItem(text: string) {
  const equals = text.indexOf('=');
  const name = equals === -1 ? '' : text.slice(0, equals).trim().toLowerCase();
  const rest = text.slice(equals + 1).trimStart();
  const value = rest.trimEnd();
  return {
    text,
    name,
    head: text.slice(0, text.length - rest.length),
    value,
    tail: rest.slice(value.length),
  };
}
