import type { CandidateBatch } from '../offer/trickle.ts';
import { sdpSections, sdpValue } from '../sdp/sdp-sections.ts';

export const sdpFragmentType = 'application/trickle-ice-sdpfrag';

/**
 * Makes a trickle fragment (RFC 8840, section 9) as WHIP takes it (RFC 9725, section 4.3.1): the offer's ICE
 * credentials and new candidates under its first m-line, which carries the whole bundle.
 */
export function makeSdpFragment(offer: string, { candidates, complete }: CandidateBatch): string {
  const [session = [], media = []] = sdpSections(offer);
  const [kind = 'audio', , protocol = 'UDP/TLS/RTP/SAVPF', format = '0'] = (
    sdpValue(media, 'm=') ?? ''
  ).split(' ');
  const either = (prefix: string) => sdpValue(media, prefix) ?? sdpValue(session, prefix);
  const line = (prefix: string, value: string | null) => (value === null ? [] : [prefix + value]);
  const lines = [
    ...line('a=ice-options:', either('a=ice-options:')),
    ...line('a=group:BUNDLE ', sdpValue(session, 'a=group:BUNDLE ')),
    `m=${kind} 9 ${protocol} ${format}`,
    ...line('a=mid:', sdpValue(media, 'a=mid:')),
    ...line('a=ice-ufrag:', either('a=ice-ufrag:')),
    ...line('a=ice-pwd:', either('a=ice-pwd:')),
    ...candidates.map(({ candidate }) => `a=${candidate}`),
    ...(complete ? ['a=end-of-candidates'] : []),
  ];
  return lines.map((each) => `${each}\r\n`).join('');
}
