import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markedParts, searchedText } from '../../../../utils/domain/transcript/marked-parts.ts';
import { momentIn } from '../../../../utils/domain/transcript/moment-in.ts';
import { snippetOf } from '../../../../utils/domain/transcript/snippet.ts';
import { segment } from '../../../support/transcripts.ts';

/** A text with its marks in brackets. */
const bracketed = (parts: readonly { text: string; isMarked: boolean }[]) =>
  parts.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)).join('');

const arbitraryText = fc.string({ unit: fc.constantFrom(...Array.from('abé ßﬁÅ東京が👍İ.')), maxLength: 60 });

describe('what was looked for', () => {
  it.each([
    ['Über den Wolken', 'uber', '[Über] den Wolken'],
    ['a café, a CAFE', 'café', 'a [café], a [CAFE]'],
    ['東京都庁', '京都', '東[京都]庁'],
    ['Ｆｕｌｌ', 'full', '[Ｆｕｌｌ]'],
    ['aﬁne day', 'f', 'a[ﬁ]ne day'],
    ['aaaa', 'aa', '[aa][aa]'],
    ['nothing', 'x', 'nothing'],
    ['<b>', '<', '[<]b>'],
  ])('in %j by %j is marked: %j', (text, query, expected) => {
    expect(bracketed(markedParts(text, searchedText(query)))).toBe(expected);
  });

  it.each([
    ['We scattered the cat and its Category', 'cat', 'We scattered the [cat] and its [Cat]egory'],
    ['3cats, cats', 'cat', '3cats, [cat]s'],
    ['a\u0301cat cat', 'cat', 'a\u0301cat [cat]'],
    ['👍cat', 'cat', '👍[cat]'],
    ['東京都庁', '京都', '東[京都]庁'],
    ['Webサイトweb', 'web', '[Web]サイト[web]'],
    ['𝒳cat', 'cat', '𝒳cat'],
  ])('in %j by %j is marked at the beginnings of words: %j', (text, query, expected) => {
    const searched = { words: [query], areBeginnings: true } as const;
    expect(bracketed(markedParts(text, searched))).toBe(expected);
  });

  it('is marked without a change of the text', () => {
    fc.assert(
      fc.property(
        arbitraryText,
        fc.string({ unit: fc.constantFrom(...Array.from('abesif東 ')), maxLength: 3 }),
        (text, query) => {
          const parts = markedParts(text, searchedText(query));
          expect(parts.map((part) => part.text).join('')).toBe(text);
        },
      ),
    );
  });

  it('is in the middle of a snippet of a long text', () => {
    const text = `${'many words before '.repeat(20)}the needle ${'and many after '.repeat(20)}`;
    const snippet = bracketed(snippetOf(text, { words: ['needle'] }));
    expect(snippet).toMatch(/^…words before .*the \[needle\] and many .*…$/);
    expect(snippet.length).toBeLessThan(200);
    expect(bracketed(snippetOf('the needle', { words: ['needle'] }))).toBe('the [needle]');
  });

  it('makes a snippet without half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('👍', 'a', 'b'), maxLength: 300 }), (text) => {
        for (const { text: part } of snippetOf(text, { words: ['b'] }))
          expect(part.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('the moment of a letter', () => {
  it.each([
    [0, 1000],
    [5, 2000],
    [10, 3000],
    [99, 3000],
    [-1, 1000],
  ])('at place %i of ten letters in two seconds is %i', (place, expected) => {
    expect(momentIn(segment('0123456789', 1000, { spokenTo: 3000 }), place)).toBe(expected);
  });
});
