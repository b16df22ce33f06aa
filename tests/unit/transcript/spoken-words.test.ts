import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repeatedWords, spokenWords } from '../../../utils/domain/transcript/spoken-words.ts';

const wordsOf = (text: string) => spokenWords(text).map(({ word }) => word);

describe('words that end one text and begin another', () => {
  it.each([
    ['figures are the words of their numbers', 'one two three 4', '3 four five', 2],
    ['in a script without blanks likewise', '番号は三四', '４五です', 1],
    ['a word of a number may be cut in two', 'five six sev', 'six 7 eight', 2],
    ['accents are not told apart', 'un café', 'cafe noir', 1],
    ['each letter counts in a script without blanks', '今日は良い天気', '天気ですから', 2],
    ['an apostrophe of either kind', "I don't", 'don’t know', 1],
    ['other words are others', 'one two', 'three four', 0],
  ])('are repeated: %s', (_, earlier, later, expected) => {
    expect(repeatedWords(wordsOf(earlier), wordsOf(later))).toBe(expected);
  });

  /** Words of which none begins another one, as the first half of a word does. */
  const vocabulary = Array.from({ length: 300 }, (_, index) => `w${String(index + 100)}`);
  const spoken = fc.shuffledSubarray(vocabulary, { minLength: 30, maxLength: 60 });
  /** Where the earlier text ends in the words that were spoken, but for the overlap. */
  const cut = 15;

  it('are found to the word where both recognisers heard the same', () => {
    fc.assert(
      fc.property(spoken, fc.integer({ min: 0, max: 12 }), (words, overlap) => {
        expect(repeatedWords(words.slice(0, cut + overlap), words.slice(cut))).toBe(overlap);
      }),
    );
  });

  it('are found within two words where a recogniser was wrong, missed a word or heard one too many in places', () => {
    /** One word in sixteen each is another one, missing, or followed by one that nobody said. */
    const errors = fc.array(fc.constantFrom(...Array<number>(13).fill(0), 1, 2, 3), {
      minLength: 60,
      maxLength: 60,
    });
    const misheard = (words: readonly string[], wrong: readonly number[]) =>
      words.flatMap((word, index) => {
        if (wrong[index] === 1) return [`wrong${String(index)}`];
        if (wrong[index] === 2) return [];
        return wrong[index] === 3 ? [word, `extra${String(index)}`] : [word];
      });
    fc.assert(
      fc.property(spoken, fc.integer({ min: 4, max: 12 }), errors, (words, overlap, wrong) => {
        // Where more than a quarter is wrong, nobody could tell.
        fc.pre(wrong.slice(0, overlap).filter((error) => error !== 0).length <= overlap / 4);
        const expected = misheard(words.slice(cut, cut + overlap), wrong).length;
        const found = repeatedWords(words.slice(0, cut + overlap), misheard(words.slice(cut), wrong));
        expect(Math.abs(found - expected)).toBeLessThanOrEqual(2);
      }),
      { numRuns: 500 },
    );
  });
});
