import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withOpusParameters } from '../../../../utils/signalling/sdp/opus-parameters.ts';
import { answerSdp, lines } from '../sdp.ts';

const head = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0'];
const answerWith = (...media: string[]) => lines(...head, 'm=audio 9 UDP/TLS/RTP/SAVPF 111', ...media);
const rtpmap = 'a=rtpmap:111 opus/48000/2';

describe('an answer', () => {
  it.each([
    ['adds FEC', 'a=fmtp:111 minptime=10', 'a=fmtp:111 minptime=10;useinbandfec=1'],
    ['turns FEC on', 'a=fmtp:111 useinbandfec=0;minptime=10', 'a=fmtp:111 useinbandfec=1;minptime=10'],
    ['turns DTX off', 'a=fmtp:111 usedtx=1; useinbandfec=1', 'a=fmtp:111 usedtx=0; useinbandfec=1'],
    [
      'keeps blanks',
      'a=fmtp:111  stereo=1 ; usedtx = 1 ',
      'a=fmtp:111  stereo=1 ; usedtx = 0 ;useinbandfec=1',
    ],
    ['takes names in any case', 'a=fmtp:111 UseInbandFEC=0;USEDTX=1', 'a=fmtp:111 UseInbandFEC=1;USEDTX=0'],
    ['takes a last semicolon', 'a=fmtp:111 minptime=10;', 'a=fmtp:111 minptime=10;useinbandfec=1'],
    ['is right already', 'a=fmtp:111 minptime=10;useinbandfec=1', 'a=fmtp:111 minptime=10;useinbandfec=1'],
    [
      'knows names by the whole',
      'a=fmtp:111 xusedtx=1;useinbandfecs=0',
      'a=fmtp:111 xusedtx=1;useinbandfecs=0;useinbandfec=1',
    ],
  ])('%s', (_, given, expected) => {
    expect(withOpusParameters(answerWith(rtpmap, given))).toBe(answerWith(rtpmap, expected));
  });

  it('without parameters gets a line for them after the format', () => {
    expect(withOpusParameters(answerWith(rtpmap, 'a=ptime:20'))).toBe(
      answerWith(rtpmap, 'a=fmtp:111 useinbandfec=1', 'a=ptime:20'),
    );
  });

  it('that ends with the format itself gets that line too', () => {
    const cut = answerWith(rtpmap).slice(0, -2);
    expect(withOpusParameters(cut)).toBe(`${cut}\r\na=fmtp:111 useinbandfec=1`);
  });

  it('changes each Opus format and no other', () => {
    const given = answerWith(
      'a=rtpmap:0 PCMU/8000',
      rtpmap,
      'a=fmtp:0 usedtx=1',
      'a=fmtp:111 usedtx=1',
      'a=rtpmap:112 OPUS/48000/2',
    );
    expect(withOpusParameters(given)).toBe(
      answerWith(
        'a=rtpmap:0 PCMU/8000',
        rtpmap,
        'a=fmtp:0 usedtx=1',
        'a=fmtp:111 usedtx=0;useinbandfec=1',
        'a=rtpmap:112 OPUS/48000/2',
        'a=fmtp:112 useinbandfec=1',
      ),
    );
  });

  it('leaves other m-lines alone, though their numbers are the same', () => {
    const video = lines('m=video 9 UDP/TLS/RTP/SAVPF 111', rtpmap, 'a=fmtp:111 usedtx=1');
    expect(withOpusParameters(answerSdp + video).endsWith(video)).toBe(true);
  });

  it('with bare line feeds keeps them', () => {
    expect(withOpusParameters(answerWith(rtpmap).replaceAll('\r\n', '\n'))).toBe(
      answerWith(rtpmap, 'a=fmtp:111 useinbandfec=1').replaceAll('\r\n', '\n'),
    );
  });
});

const parameter = fc.oneof(
  fc.constantFrom(
    'useinbandfec=1',
    'useinbandfec=0',
    'usedtx=1',
    'usedtx=0',
    ' usedtx = 1',
    'minptime=10',
    '',
    'stereo',
  ),
  fc.stringMatching(/^[a-z]{1,8}=[a-z0-9]{1,4}$/),
);
const line = fc.oneof(
  fc.constantFrom(
    rtpmap,
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:112 opus/48000/2',
    'm=audio 9 X 111 112',
    'm=video 9 X 96',
  ),
  fc
    .tuple(fc.constantFrom(0, 111, 112), fc.array(parameter, { maxLength: 5 }))
    .map(([n, all]) => `a=fmtp:${n} ${all.join(';')}`),
  fc.stringMatching(/^[a-z]=[ -~]{0,20}$/),
);
const end = fc.constantFrom('\r\n', '\n');
const sdp = fc.array(fc.tuple(line, end), { maxLength: 20 }).map((all) => all.flat().join(''));
const isParameters = (text: string) => /^a=fmtp:(111|112) /.test(text);

describe('whatever the description', () => {
  it('every line but the parameters of Opus stays byte for byte', () => {
    fc.assert(
      fc.property(sdp, (text) => {
        const others = (all: string) => all.split(/(?<=\n)/).filter((each) => !isParameters(each));
        expect(others(withOpusParameters(text))).toEqual(others(text));
      }),
    );
  });

  it('a second time changes nothing more', () => {
    fc.assert(
      fc.property(sdp, (text) => withOpusParameters(withOpusParameters(text)) === withOpusParameters(text)),
    );
  });

  it('every Opus format of an audio m-line ends with FEC and without DTX', () => {
    fc.assert(
      fc.property(fc.array(parameter, { maxLength: 6 }), end, (parameters, lineEnd) => {
        const text = answerWith(rtpmap, `a=fmtp:111 ${parameters.join(';')}`).replaceAll('\r\n', lineEnd);
        const result = /a=fmtp:111 ([^\r\n]*)/.exec(withOpusParameters(text))?.[1] ?? '';
        const all = result.split(';').map((each) => each.replace(/\s/g, ''));
        expect(all).toContain('useinbandfec=1');
        expect(all).not.toContain('usedtx=1');
        expect(all).not.toContain('useinbandfec=0');
      }),
    );
  });
});
