import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cueLimits, cuesOf } from '../../../../utils/domain/transcript/cues.ts';
import { saidIn } from '../../../../utils/domain/transcript/spoken-time.ts';
import { textWidth } from '../../../../utils/domain/transcript/text-width.ts';
import { arbitraryGaps, arbitrarySegments, segment } from '../../../support/transcripts.ts';

const start = 1_000_000;

/** A text without what a reader does not see: white space, and control characters. */
const seen = (text: string) => text.toWellFormed().replaceAll(/[\s\p{Cc}]+/gu, '');

describe('subtitles', () => {
  it.each([
    ['a short sentence is one line', 'Good morning, everybody.', [['Good morning, everybody.']]],
    [
      'a longer one is two lines of about the same length',
      'The rain in Spain stays mainly in the plain today.',
      [['The rain in Spain stays', 'mainly in the plain today.']],
    ],
    [
      'a word longer than a line is cut',
      'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
      [['Donaudampfschifffahrtselektrizitätenhauptb', 'etriebswerkbauunterbeamtengesellschaft']],
    ],
    [
      'Japanese lines have sixteen characters, and end between words',
      '今日は天気がいいので、東京都庁まで歩いて行きましょう。',
      [['今日は天気がいいので、', '東京都庁まで歩いて行きましょう。']],
    ],
    [
      'no Japanese line begins with what closes a word, nor ends with what opens one',
      '彼は「マイクロフォンのテスト」とだけ言いました',
      [['彼は「マイクロフォンのテスト」', 'とだけ言いました']],
    ],
    ['the text of many lines is one of few', 'one\n\n two\r\nthree\u0000', [['one two three']]],
    ['nothing is said', ' \n', []],
  ])('%s', (_, text, expected) => {
    expect([...cuesOf([segment(text, start)], [])].map(({ lines }) => lines)).toEqual(expected);
  });

  it('name a speaker where it is another one', () => {
    const said = [
      segment('one', start, { speaker: 'Anna' }),
      segment('two', start + 5000, { speaker: 'Ben' }),
      segment('three', start + 10_000, { speaker: 'Ben' }),
    ];
    expect([...cuesOf(said, [])].flatMap(({ lines }) => lines)).toEqual(['Anna: one', 'Ben: two', 'three']);
  });

  it('show a correction in place of what the server heard', () => {
    expect([...cuesOf([segment('wreck a nice', start, { correction: 'recognise' })], [])][0]?.lines).toEqual([
      'recognise',
    ]);
  });

  it('end at a gap', () => {
    const said = [segment('before', start), segment('after', start + 700)];
    expect([...cuesOf(said, [{ from: start + 400, to: start + 650 }])]).toHaveLength(2);
    expect([...cuesOf(said, [])]).toHaveLength(1);
  });

  it('have at most two lines of 42 letters, follow each other, and hold all that was said in its order', () => {
    fc.assert(
      fc.property(arbitrarySegments(start), arbitraryGaps(start), (segments, gaps) => {
        const cues = [...cuesOf(segments, gaps)];
        let shownTo = 0;
        for (const { from, to, lines } of cues) {
          expect(lines.length).toBeLessThanOrEqual(cueLimits.lines);
          for (const line of lines) {
            expect(line.trim()).toBe(line);
            expect(line).not.toBe('');
            expect(line.length).toBeLessThanOrEqual(cueLimits.line);
            expect(textWidth(line)).toBeLessThanOrEqual(cueLimits.line);
          }
          expect(from).toBeGreaterThanOrEqual(shownTo);
          expect(to).toBeGreaterThan(from);
          expect(to - from).toBeLessThanOrEqual(cueLimits.longestMs);
          expect(Number.isInteger(from) && Number.isInteger(to)).toBe(true);
          shownTo = to;
        }
        let speaker: string | undefined;
        const said = segments.map((each) => {
          const isOther = each.speaker !== undefined && each.speaker !== speaker;
          ({ speaker } = each);
          return isOther ? `${each.speaker}: ${saidIn(each)}` : saidIn(each);
        });
        expect(seen(cues.flatMap(({ lines }) => lines).join(''))).toBe(
          seen(said.map((each) => each.toWellFormed()).join('')),
        );
      }),
    );
  });

  it('leave time to read where no more is said than can be read', () => {
    const words = fc.array(fc.constantFrom('a', 'rain', 'everybody', 'microphone.', '今日は', '東京都庁'), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 8 }), (all) => {
        let at = start;
        const segments = all.map((said, index) => {
          const text = said.join(' ');
          const lengthMs = Math.max(1500, textWidth(text) * 80);
          at += lengthMs + 1500;
          return segment(text, at - lengthMs, { id: `id-${String(index)}`, spokenTo: at });
        });
        for (const { from, to, lines } of cuesOf(segments, [])) {
          const letters = lines.reduce((sum, line) => sum + textWidth(line), 0);
          expect((1000 * letters) / (to - from)).toBeLessThanOrEqual(cueLimits.readingSpeed);
        }
      }),
    );
  });
});
