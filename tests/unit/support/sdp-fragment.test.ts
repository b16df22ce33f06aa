import { describe, expect, it } from 'vitest';
import { formatSdpFragment, parseSdpFragment, withIceOf } from '../../support/peers/whip/sdp-fragment.ts';

const host = 'candidate:1 1 udp 2122 198.18.0.1 5000 typ host generation 0';
const description = sdp(
  'v=0',
  'a=group:BUNDLE 0 1',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=mid:0',
  'a=candidate:9 1 udp 1 198.18.0.9 9 typ host',
  'a=end-of-candidates',
  'a=ice-ufrag:old0',
  'a=ice-pwd:old-password',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'a=mid:1',
  'a=ice-ufrag:old0',
  'a=ice-pwd:old-password',
);
const fragment = {
  ufrag: 'new1',
  pwd: 'new-password',
  mid: '0',
  media: 'audio 9 UDP/TLS/RTP/SAVPF 111',
  candidates: [{ candidate: host, sdpMid: '0', sdpMLineIndex: 0 }],
  endOfCandidates: true,
};

describe('a fragment', () => {
  it('is read back as it was written', () => {
    expect(parseSdpFragment(formatSdpFragment(fragment))).toEqual(fragment);
  });

  it('may have its credentials above the media line', () => {
    const lines = ['a=ice-ufrag:u', 'a=ice-pwd:p', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=mid:0'];
    expect(parseSdpFragment(sdp(...lines))).toMatchObject({ ufrag: 'u', pwd: 'p', candidates: [] });
  });

  it('of a whole description is that of its first media section', () => {
    expect(parseSdpFragment(description)).toMatchObject({ ufrag: 'old0', mid: '0', endOfCandidates: true });
  });

  it.each([
    ['no media line', sdp('a=ice-ufrag:u', 'a=ice-pwd:p'), /media line/],
    ['no mid', sdp('m=audio 9 X 111', 'a=ice-ufrag:u', 'a=ice-pwd:p'), /a=mid/],
    ['no credentials', sdp('m=audio 9 X 111', 'a=mid:0'), /a=ice-ufrag/],
    [
      'a line that is none of SDP',
      sdp('m=audio 9 X 111', 'a=mid:0', 'candidates follow'),
      /candidates follow/,
    ],
  ])('with %s is refused', (_, text, words) => {
    expect(() => parseSdpFragment(text)).toThrow(words);
  });
});

it('a description takes the credentials in every section and the candidates in its first', () => {
  const restarted = withIceOf(description, fragment);
  expect(parseSdpFragment(restarted)).toEqual({ ...fragment, endOfCandidates: false });
  expect(restarted.match(/a=ice-(ufrag:new1|pwd:new-password)\r\n/g)).toHaveLength(4);
  expect(restarted.match(/a=candidate:/g)).toHaveLength(1);
  expect(restarted).not.toContain('old');
});

function sdp(...lines: string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}
