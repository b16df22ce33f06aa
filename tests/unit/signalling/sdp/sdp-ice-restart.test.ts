import { describe, expect, it } from 'vitest';
import { withIceOf } from '../../../../utils/signalling/sdp/sdp-ice-restart.ts';
import { answerSdp, candidateLine, lines } from '../sdp.ts';

const ufrag = 'a=ice-ufrag:new1';
const pwd = 'a=ice-pwd:4Ae+Nn/brQ0pQhS1L0v8mWnC';
const media = 'm=audio 9 UDP/TLS/RTP/SAVPF 111';

describe('the answer to an ICE restart', () => {
  it('is the last answer with the ICE credentials and the candidates of the fragment, and nothing else of either', () => {
    const before = answerSdp + lines(`a=${candidateLine(1)}`, 'a=end-of-candidates');
    const fragment = lines(media, 'a=mid:0', ufrag, pwd, `a=${candidateLine(2)}`, 'a=end-of-candidates');
    expect(withIceOf(before, fragment)).toBe(
      answerSdp.replace(/a=ice-ufrag:.*/, ufrag).replace(/a=ice-pwd:.*/, pwd) +
        lines(`a=${candidateLine(2)}`, 'a=end-of-candidates'),
    );
  });

  it('has them in each section of a bundle, and the candidates in the first', () => {
    const channel = lines('m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=ice-ufrag:old1', 'a=mid:1');
    const renewed = withIceOf(answerSdp + channel, lines(media, ufrag, pwd, `a=${candidateLine(2)}`));
    expect(renewed?.match(/^(m=\w+|a=ice-ufrag:.*|a=candidate:\S+)/gm)).toEqual([
      'm=audio',
      ufrag,
      'a=candidate:1387637174',
      'm=application',
      ufrag,
    ]);
  });

  it.each([
    ['credentials for the whole session', lines(ufrag, pwd, media, 'a=mid:0')],
    ['bare line feeds', lines(media, ufrag, pwd, `a=${candidateLine(2)}`).replaceAll('\r\n', '\n')],
    ['no end of the last line', lines(media, ufrag, pwd, `a=${candidateLine(2)}`).trimEnd()],
    ['no candidates', lines(media, ufrag, pwd)],
  ])('is made of a fragment with %s', (_, fragment) => {
    const renewed = withIceOf(answerSdp, fragment);
    expect(renewed).toContain(`${ufrag}\r\n${pwd}\r\n`);
    expect(renewed?.split('\r\n').every((line) => !line.includes('\n'))).toBe(true);
    expect(renewed?.endsWith('\r\n')).toBe(true);
  });

  it('has them where the answer gives them for the whole session', () => {
    const own = /a=ice-ufrag:.*\r\na=ice-pwd:.*\r\n/.exec(answerSdp)?.[0] ?? '';
    const before = answerSdp.replace(own, '').replace('t=0 0\r\n', `t=0 0\r\n${own}`);
    expect(withIceOf(before, lines(media, ufrag, pwd))).toContain(`t=0 0\r\n${ufrag}\r\n${pwd}\r\n`);
  });

  it.each([
    ['nothing', ''],
    ['an error page', '<!doctype html><title>Oops</title>'],
    ['no password', lines(media, ufrag)],
    ['no user fragment', lines(media, pwd)],
    ['a password that no browser takes', lines(media, ufrag, 'a=ice-pwd:short')],
    ['a line over 8 kB', lines(media, ufrag, pwd, `a=${'x'.repeat(9000)}`)],
    ['a user fragment with more in it', lines(media, 'a=ice-ufrag:x y z w', pwd)],
  ])('cannot be made of %s', (_, fragment) => {
    expect(withIceOf(answerSdp, fragment)).toBeNull();
  });
});
