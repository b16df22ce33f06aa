import { expect, it } from 'vitest';
import { makeSdpFragment } from '../../../../utils/signalling/whip/sdp-fragment.ts';
import { candidateLine, lines, offerSdp } from '../sdp.ts';

const candidate = (port: number) => ({ candidate: candidateLine(port) }) as RTCIceCandidate;

it('an SDP fragment holds the offer’s ICE credentials and the candidates under its first m-line', () => {
  expect(makeSdpFragment(offerSdp, { candidates: [candidate(1), candidate(2)], complete: false })).toBe(
    lines(
      'a=ice-options:trickle',
      'a=group:BUNDLE 0',
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      'a=mid:0',
      'a=ice-ufrag:EsAw',
      'a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1',
      `a=${candidateLine(1)}`,
      `a=${candidateLine(2)}`,
    ),
  );
});

it('an SDP fragment says when no more candidates will come', () => {
  expect(makeSdpFragment(offerSdp, { candidates: [], complete: true })).toMatch(
    /\r\na=end-of-candidates\r\n$/,
  );
  const last = makeSdpFragment(offerSdp, { candidates: [candidate(1)], complete: true });
  expect(last.endsWith(`a=${candidateLine(1)}\r\na=end-of-candidates\r\n`)).toBe(true);
});

it('an SDP fragment names only the m-line that carries the bundle', () => {
  const second = lines('m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=ice-ufrag:EsAw', 'a=mid:1');
  const offer = offerSdp.replace('BUNDLE 0', 'BUNDLE 0 1') + second;
  const fragment = makeSdpFragment(offer, { candidates: [candidate(1)], complete: false });
  expect(fragment.match(/^m=.*$/gm)).toEqual(['m=audio 9 UDP/TLS/RTP/SAVPF 111']);
  expect(fragment).toContain('a=group:BUNDLE 0 1\r\n');
});

it('an SDP fragment takes ICE credentials that stand for the whole session', () => {
  const credentials = 'a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n';
  const offer = offerSdp.replace(credentials, '').replace('t=0 0\r\n', `t=0 0\r\n${credentials}`);
  expect(makeSdpFragment(offer, { candidates: [], complete: true })).toContain(credentials);
});
