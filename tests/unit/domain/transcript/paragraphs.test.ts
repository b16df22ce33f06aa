import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paragraphsOf } from '../../../../utils/domain/transcript/paragraphs.ts';
import { arbitraryGaps, arbitrarySegments, segment } from '../../../support/transcripts.ts';

const start = 1_000_000;

/** A transcript as lines: what each paragraph says, and `gap` where something is missing. */
function linesOf(paragraphs: ReturnType<typeof paragraphsOf>): string[] {
  return paragraphs.map((each) =>
    each.type === 'gap' ? 'gap' : each.segments.map(({ text }) => text).join(' '),
  );
}

describe('paragraphs of a transcript', () => {
  it.each([
    [
      'words without a pause stand together',
      [segment('one', start), segment('two', start + 300)],
      [],
      ['one two'],
    ],
    [
      'a pause of two seconds begins another',
      [segment('one', start), segment('two', start + 3000)],
      [],
      ['one', 'two'],
    ],
    [
      'another speaker begins another',
      [segment('one', start, { speaker: 'Anna' }), segment('two', start + 300, { speaker: 'Ben' })],
      [],
      ['one', 'two'],
    ],
    [
      'a gap stands where it is, between what was said before and after it',
      [segment('one', start), segment('two', start + 900)],
      [{ from: start + 300, to: start + 800 }],
      ['one', 'gap', 'two'],
    ],
    [
      'a gap after the last word stands at the end',
      [segment('one', start)],
      [{ from: start + 500, to: start + 900 }],
      ['one', 'gap'],
    ],
    [
      'an end that nobody told is guessed from the length of the text',
      [
        segment('a long sentence of which no end is known', start, { spokenTo: null }),
        segment('two', start + 3000),
      ],
      [],
      ['a long sentence of which no end is known two'],
    ],
    [
      'a paragraph that has become long ends with a sentence',
      [segment(`${'word '.repeat(100)}end.`, start), segment('next', start + 31_000)],
      [],
      [`${'word '.repeat(100)}end.`, 'next'],
    ],
  ])('%s', (_, segments, gaps, expected) => {
    expect(linesOf(paragraphsOf(segments, gaps))).toEqual(expected);
  });

  it('hold every segment and every gap once, in the order of their times', () => {
    fc.assert(
      fc.property(arbitrarySegments(start), arbitraryGaps(start), (segments, gaps) => {
        const paragraphs = paragraphsOf(segments, gaps);
        expect(paragraphs.flatMap((each) => (each.type === 'said' ? each.segments : []))).toEqual(segments);
        expect(paragraphs.flatMap((each) => (each.type === 'gap' ? [each.gap] : []))).toEqual(gaps);
        const moments = paragraphs.map(({ from }) => from);
        expect(moments).toEqual(moments.toSorted((one, other) => one - other));
      }),
    );
  });

  it('are the same when they are made anew from where something has changed', () => {
    fc.assert(
      fc.property(
        arbitrarySegments(start),
        arbitraryGaps(start),
        fc.array(fc.nat({ max: 200_000 }), { maxLength: 3 }),
        fc.nat(),
        (segments, gaps, late, changed) => {
          const before = paragraphsOf(segments, gaps);
          const inserted = late.map((ms, index) =>
            segment('late words', start + ms, { id: `late-${String(index)}`, source: 'catch-up' }),
          );
          const at = segments[changed % Math.max(1, segments.length)];
          const replaced = segments.map((each) => (each === at ? { ...each, text: 'another text.' } : each));
          const now = [...replaced, ...inserted].sort((one, other) => one.spokenFrom - other.spokenFrom);
          const unchangedTo = Math.min(
            at?.spokenFrom ?? Infinity,
            ...inserted.map(({ spokenFrom }) => spokenFrom),
          );
          expect(paragraphsOf(now, gaps, before, unchangedTo)).toEqual(paragraphsOf(now, gaps));
        },
      ),
    );
  });
});
