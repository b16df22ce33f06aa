import { sdpSections } from './sdp-sections.ts';

/**
 * Makes an offer ask for lost packets of Opus to be asked for again (generic NACK, RFC 4585, section 6.2.1), which browsers
 * offer for video alone: `a=rtcp-fb:<format> nack` after the format's own line. An offer that asks already, and every other
 * byte, stays the same.
 */
export function withOpusNack(offer: string): string {
  return sdpSections(offer)
    .flatMap((section) => (section[0]?.startsWith('m=audio ') ? withNack(section) : section))
    .join('');
}

/** Whether a description takes NACK for Opus. */
export function takesOpusNack(description: string): boolean {
  return sdpSections(description).some((section) => {
    const takes = nackFormats(section);
    return section.some((line) => takes(opusFormat(line)));
  });
}

/**
 * Whether an answer has redundant audio (RED, RFC 2198) as the format to send: the first format of the m-line is the one
 * that the far side prefers (RFC 3264, section 6.1), and the one that browsers send.
 */
export function takesRed(answer: string): boolean {
  return sdpSections(answer).some((section) => {
    const [media, port, , format = ''] = (section[0] ?? '').trim().split(' ', 4);
    const isSent = media === 'm=audio' && port !== '0' && format !== '';
    return isSent && section.some((line) => line.toLowerCase().startsWith(`a=rtpmap:${format} red/`));
  });
}

function withNack(section: readonly string[]): string[] {
  const takes = nackFormats(section);
  const asked = new Set<string>();
  return section.flatMap((line) => {
    const format = opusFormat(line);
    if (format === null || takes(format) || asked.has(format)) return [line];
    asked.add(format);
    const added = `a=rtcp-fb:${format} nack`;
    const end = line.endsWith('\r\n') ? '\r\n' : line.endsWith('\n') ? '\n' : null;
    return end === null ? [`${line}\r\n${added}`] : [line, added + end];
  });
}

/** The test for a format that a section has NACK for, by its number or by `*`. */
function nackFormats(section: readonly string[]) {
  const formats = new Set(section.flatMap((line) => /^a=rtcp-fb:(\d+|\*) nack\s*$/.exec(line)?.[1] ?? []));
  return (format: string | null) => format !== null && (formats.has('*') || formats.has(format));
}

function opusFormat(line: string): string | null {
  return /^a=rtpmap:(\d+) opus\/48000/i.exec(line)?.[1] ?? null;
}
