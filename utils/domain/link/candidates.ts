/** Where one side of a connection takes packets, as an ICE candidate says it. */
export interface Candidate {
  transport: 'udp' | 'tcp';
  /** An IP address or a name. */
  address: string;
}

/**
 * Reads a candidate (RFC 8839, section 5.1; RFC 6544, section 4.5). Null for one to which nothing can be sent: for RTCP
 * alone, without a port, or for TCP where its owner only connects by itself.
 */
export function readCandidate(text: string): Candidate | null {
  const [, component, transport = '', , address = '', port = '', , , ...more] = text
    .trim()
    .replace(/^(?:a=)?candidate:/, '')
    .split(/\s+/);
  if (component !== '1' || address === '' || !(Number(port) > 0)) return null;
  if (/^udp$/i.test(transport)) return { transport: 'udp', address };
  return more[more.indexOf('tcptype') + 1] === 'active' ? null : { transport: 'tcp', address };
}

/** The candidates in a session description, those of rejected m-lines left out (RFC 8829, section 5.10). */
export function candidatesOf(sdp: string): Candidate[] {
  return sdp
    .split(/^(?=m=)/m)
    .filter((section) => !/^m=\S+ 0 /.test(section))
    .flatMap((section) => section.match(/^a=candidate:.*$/gm) ?? [])
    .flatMap((line) => readCandidate(line) ?? []);
}
