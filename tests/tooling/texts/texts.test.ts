import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueProblems } from '../../../tools/texts/catalogue-problems.ts';
import { pseudoText, pseudoTexts, type Catalogue } from '../../../tools/texts/pseudo-texts.ts';
import { catalogues } from '../../support/messages.ts';

const { en, ja } = catalogues;

describe('the language that nobody speaks', () => {
  const pseudo = pseudoTexts(en);
  const words = (text: string) => text.replace(/\$\w+\$/g, '').replace(/[^\p{L}]/gu, '');

  it('has every text of English, with words at least 40 % longer and the same placeholders', () => {
    expect(catalogueProblems(en, pseudo, 'en').filter((each) => !each.includes('stores take'))).toEqual([]);
    for (const [key, { message }] of Object.entries(en)) {
      if (key === 'texts_language') continue;
      const made = pseudo[key]?.message ?? '';
      expect(words(made).length, key).toBeGreaterThanOrEqual(words(message).length * 1.4);
    }
  });

  it('keeps what is no letter, whatever a text holds', () => {
    const part = fc.oneof(fc.constantFrom('$NAME$', '$1', ' ', '…', '12', 'a', 'é', '日本'), fc.string());
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('');
        const others = (each: string) => [each.match(/\$\w+\$|\$\d/g), each.replace(/\p{L}/gu, '')];
        expect(others(pseudoText(text))).toEqual(others(text));
      }),
    );
  });
});

describe('every language that is there', () => {
  it.each(readdirSync('public/_locales'))(
    '%s has every text, with its placeholders, as long as it may be',
    (language) => {
      const path = `public/_locales/${language}/messages.json`;
      expect(catalogueProblems(en, JSON.parse(readFileSync(path, 'utf8')) as Catalogue, language)).toEqual(
        [],
      );
    },
  );
});

describe('what is missing in a language', () => {
  const changed = (key: string, message: string): Catalogue => ({ ...ja, [key]: { ...ja[key], message } });
  const without = (...keys: string[]) =>
    Object.fromEntries(Object.entries(ja).filter(([key]) => !keys.includes(key)));

  it('is everything where there is no catalogue yet', () => {
    expect(catalogueProblems(en, {}, 'fr')).toHaveLength(Object.keys(en).length);
  });

  it.each<[string, Catalogue, RegExp]>([
    ['a text', without('popup_start'), /^popup_start is missing: "/],
    ['words', changed('options_title', ' '), /^options_title has no words/],
    [
      'a placeholder',
      changed('page_title', '設定'),
      /^page_title uses the placeholders none, and English \$/,
    ],
    [
      'the declaration of placeholders',
      { ...ja, page_title: { message: ja['page_title']?.message ?? '' } },
      /declares other/,
    ],
    ['a language of its own', changed('texts_language', 'en'), /^texts_language is "en", and must be "ja"/],
    [
      'nothing but a place for what is there',
      { ...ja, old_text: { message: '古い' } },
      /^old_text is in no English/,
    ],
    [
      'a name of at most 45 letters',
      changed('extension_name', 'あ'.repeat(46)),
      /46 letters, and the stores take 45/,
    ],
    ['a description of at most 132', changed('extension_description', 'あ'.repeat(133)), /133 letters/],
  ])('is %s', (_, catalogue, problem) => {
    const found = catalogueProblems(en, catalogue, 'ja');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(problem);
  });

  it('is nothing in a language whose folder names a region', () => {
    expect(catalogueProblems(en, changed('texts_language', 'ja'), 'ja_JP')).toEqual([]);
  });
});
