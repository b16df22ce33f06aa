import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takesOpusNack, takesRed, withOpusNack } from '../../../../utils/signalling/sdp/opus-nack.ts';
import { lines } from '../sdp.ts';

const head = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0'];
const offerWith = (...media: string[]) => lines(...head, 'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 0', ...media);
const opus = 'a=rtpmap:111 opus/48000/2';
const nack = 'a=rtcp-fb:111 nack';

describe('an offer that asks for lost packets of Opus', () => {
  it.each([
    ['gets one line, after the format', [opus, 'a=ptime:20'], [opus, nack, 'a=ptime:20']],
    [
      'asks for each format of Opus',
      [opus, 'a=rtpmap:9 OPUS/48000'],
      [opus, nack, 'a=rtpmap:9 OPUS/48000', 'a=rtcp-fb:9 nack'],
    ],
    [
      'keeps its other feedback',
      [opus, 'a=rtcp-fb:111 transport-cc'],
      [opus, nack, 'a=rtcp-fb:111 transport-cc'],
    ],
    [
      'is not taken for one that asks by a longer word',
      [opus, 'a=rtcp-fb:111 nack pli'],
      [opus, nack, 'a=rtcp-fb:111 nack pli'],
    ],
    ['says it once of a format that is there twice', [opus, opus], [opus, nack, opus]],
    ['says it once', [opus, nack], [opus, nack]],
    ['says it once, where it is said of all formats', [opus, 'a=rtcp-fb:* nack'], [opus, 'a=rtcp-fb:* nack']],
    [
      'asks for no other format',
      ['a=rtpmap:63 red/48000/2', 'a=rtpmap:0 PCMU/8000'],
      ['a=rtpmap:63 red/48000/2', 'a=rtpmap:0 PCMU/8000'],
    ],
  ])('%s', (_, given, expected) => {
    expect(withOpusNack(offerWith(...given))).toBe(offerWith(...expected));
  });

  it('asks in no m-line of another kind', () => {
    const video = lines('m=video 9 UDP/TLS/RTP/SAVPF 111', opus);
    expect(withOpusNack(offerWith() + video)).toBe(offerWith() + video);
  });

  it('keeps bare line feeds, and a last line without an end', () => {
    expect(withOpusNack(`m=audio 9 x 111\n${opus}\n`)).toBe(`m=audio 9 x 111\n${opus}\n${nack}\n`);
    expect(withOpusNack(`m=audio 9 x 111\r\n${opus}`)).toBe(`m=audio 9 x 111\r\n${opus}\r\n${nack}`);
  });

  /** Offers of any lines, among them those that matter. */
  const line = fc.oneof(
    fc.constantFrom(
      opus,
      nack,
      'a=rtpmap:63 red/48000/2',
      'a=rtcp-fb:63 nack',
      'a=rtcp-fb:* nack',
      'm=audio 9 x 111 63',
      'm=video 9 x 111',
    ),
    fc.integer({ min: 0, max: 127 }).map((format) => `a=rtpmap:${String(format)} opus/48000/2`),
    fc.string({ unit: 'binary-ascii' }),
  );
  const offer = fc
    .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom('\r\n', '\n'))
    .map(([all, end]) => all.join(end));

  it('differs from the browser’s own in lines alone that ask for NACK of Opus in audio', () => {
    fc.assert(
      fc.property(offer, (given) => {
        const asked = withOpusNack(given);
        const left = given.split(/\r?\n/);
        const formats = new Set(
          [...given.matchAll(/a=rtpmap:(\d+) opus\/48000/gi)].map(([, format]) => format),
        );
        for (const each of asked.split(/\r?\n/)) {
          if (each === left[0]) left.shift();
          else expect(formats).toContain(/^a=rtcp-fb:(\d+) nack$/.exec(each)?.[1]);
        }
        expect(left).toEqual([]);
      }),
    );
  });

  it('asked for once more is the same', () => {
    fc.assert(
      fc.property(offer, (given) => {
        expect(withOpusNack(withOpusNack(given))).toBe(withOpusNack(given));
      }),
    );
  });
});

describe('an answer', () => {
  const answer = (formats: string, ...media: string[]) =>
    lines(...head, `m=audio 9 UDP/TLS/RTP/SAVPF ${formats}`, ...media);

  it.each([
    ['takes NACK', [opus, nack], true],
    ['takes NACK for all formats', [opus, 'a=rtcp-fb:* nack'], true],
    ['takes none', [opus], false],
    ['takes NACK of another format', [opus, 'a=rtpmap:63 red/48000/2', 'a=rtcp-fb:63 nack'], false],
    ['takes NACK with a parameter', [opus, 'a=rtcp-fb:111 nack pli'], false],
  ])('%s', (_, media, expected) => {
    expect(takesOpusNack(answer('111 63', ...media))).toBe(expected);
  });

  it.each([
    ['prefers redundant audio', answer('63 111', opus, 'a=rtpmap:63 red/48000/2'), true],
    ['prefers Opus', answer('111 63', opus, 'a=rtpmap:63 red/48000/2'), false],
    ['has no redundant audio', answer('111', opus), false],
    [
      'refuses the audio',
      answer('63 111', 'a=rtpmap:63 red/48000/2').replace('m=audio 9', 'm=audio 0'),
      false,
    ],
    ['is none', '', false],
  ])('%s', (_, given, expected) => {
    expect(takesRed(given)).toBe(expected);
  });
});
