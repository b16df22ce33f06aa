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
});
