import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordErrors } from '../../tools/bench/loss/word-errors.ts';

const words = (text: string) => text.split(' ').filter((word) => word !== '');

describe('the words that were read wrong', () => {
  it.each([
    ['one two three', 'one two three', 0],
    ['one two three', '', 3],
    ['', 'one', 1],
    ['one two three', 'one three', 1],
    ['one two three', 'one nine three', 1],
    ['one two three', 'zero one two three', 1],
    ['one two three', 'two three one', 2],
  ])('are counted: “%s” read as “%s”', (spoken, read, expected) => {
    expect(wordErrors(words(spoken), words(read))).toBe(expected);
  });

  it('are as many as the words that were put in by chance, at most', () => {
    const word = fc.constantFrom('one', 'two', 'three');
    fc.assert(
      fc.property(fc.array(word), fc.array(fc.tuple(fc.nat(), word)), (spoken, added) => {
        const read = [...spoken];
        for (const [at, each] of added) read.splice(at % (read.length + 1), 0, each);
        expect(wordErrors(spoken, read)).toBe(added.length);
        expect(wordErrors(read, spoken)).toBe(added.length);
      }),
    );
  });
});
