import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lateSegments } from '../../../utils/domain/transcript/late-words.ts';
import type { Segment } from '../../../utils/domain/transcript/segment.ts';
import { repeatedWords, spokenWords } from '../../../utils/domain/transcript/spoken-words.ts';
import { aSegment } from '../../support/segments.ts';

const gap = { from: 100_000, to: 110_000 };
const before = aSegment({ id: 'before', text: 'one two three four', spokenFrom: 96_000, spokenTo: 99_900 });
const after = aSegment({ id: 'after', text: 'nine ten eleven', spokenFrom: 110_200, spokenTo: 112_000 });

const late = (text: string, changes: Partial<Segment> = {}) =>
  aSegment({ id: 'late', text, spokenFrom: 99_000, spokenTo: 111_000, source: 'backfill', ...changes });

const filled = (...segments: Segment[]) =>
  lateSegments([before, after], segments, gap).map(({ text }) => text);

describe('words that come late for a gap', () => {
  it.each([
    ['nothing is doubled at either end', 'three four five six seven eight nine ten', 'five six seven eight'],
    [
      'errors of the recogniser are no other words',
      'two three for five six eight nine then eleven',
      'five six eight',
    ],
    ['a word that the loss has cut is there once', 'Four, five, six.', 'five, six'],
    ['all of it is new', 'five six', 'five six'],
  ])('fill it: %s', (_, text, expected) => {
    expect(filled(late(text)).join(' ').replace(/[.]$/, '')).toBe(expected);
  });

  it('are left out where they are about another time, or say nothing that is not there', () => {
    expect(filled(late('five', { spokenFrom: 50_000, spokenTo: 60_000 }))).toEqual([]);
    expect(filled(late('three four'), late('nine ten', { id: 'late 2', spokenFrom: 110_000 }))).toEqual([]);
  });

  it('change nothing that is there, and are the same when they come again', () => {
    const once = lateSegments([before, after], [late('four five six nine')], gap);
    expect(once.map(({ id }) => id)).toEqual(['late']);
    expect(lateSegments([before, after, ...once], [late('four five six nine')], gap)).toEqual(once);
  });
});

/** Words of which none begins another one, as the first half of a word does. */
const vocabulary = Array.from({ length: 300 }, (_, index) => `w${String(index + 100)}`);

/** Words that are spoken, with the errors that a recogniser makes in some of them. */
const misheard = (words: readonly string[], errors: readonly number[]): string[] =>
  words.flatMap((word, index) => {
    if (errors[index] === 1) return [`wrong${String(index)}`];
    if (errors[index] === 2) return [];
    return errors[index] === 3 ? [word, `extra${String(index)}`] : [word];
  });

describe('an overlap of two texts', () => {
  const spoken = fc.shuffledSubarray(vocabulary, { minLength: 30, maxLength: 60 });
  /** At most one word in eight is misheard. */
  const errors = fc.array(fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3), {
    minLength: 60,
    maxLength: 60,
  });

  it('is found to the word where both heard the same', () => {
    fc.assert(
      fc.property(spoken, fc.integer({ min: 0, max: 12 }), (words, overlap) => {
        const cut = 15;
        const earlier = words.slice(0, cut + overlap);
        expect(repeatedWords(earlier, words.slice(cut))).toBe(overlap);
      }),
    );
  });

  it('is found within two words where each of the two was misheard in places', () => {
    fc.assert(
      fc.property(spoken, fc.integer({ min: 4, max: 12 }), errors, (words, overlap, wrong) => {
        const later = misheard(words.slice(15), wrong);
        const expected = misheard(words.slice(15, 15 + overlap), wrong).length;
        const found = repeatedWords(words.slice(0, 15 + overlap), later);
        const inOverlap = wrong.slice(0, overlap).filter((error) => error !== 0).length;
        // Where more than a third is wrong, nobody could tell.
        fc.pre(inOverlap <= overlap / 4);
        expect(Math.abs(found - expected)).toBeLessThanOrEqual(2);
      }),
      { numRuns: 500 },
    );
  });

  it('of texts that have nothing in common is none, in any script', () => {
    expect(repeatedWords(['one', 'two'], ['three', 'four'])).toBe(0);
    expect(spokenWords('今日は、良い天気')).toHaveLength(7);
    expect(spokenWords("It's 7 o'clock—now").map(({ word }) => word)).toEqual(['its', '7', 'oclock', 'now']);
  });
});
