import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isVisible,
  lookOf,
  shownName,
  shownNames,
  type Named,
} from '../../../../utils/domain/names/shown-names.ts';

const named = (name: string, ...marks: string[]): Named => ({ name, unnamed: 'WHIP', marks });

describe('shown names', () => {
  it.each<[string, Named[], string[]]>([
    [
      'are the names where all differ',
      [named('Studio', 'a.example'), named('Desk', 'b.example')],
      ['Studio', 'Desk'],
    ],
    ['differ by case alone', [named('Studio'), named('studio')], ['Studio', 'studio']],
    [
      'have the mark where two are equal, and only there',
      [named('Studio', 'a.example'), named('Desk', 'a.example'), named('Studio', 'b.example')],
      ['Studio · a.example', 'Desk', 'Studio · b.example'],
    ],
    [
      'have the next mark where the first is equal too',
      [named('Studio', 'a.example', 'WHIP'), named('Studio', 'a.example', 'OpenAI')],
      ['Studio · WHIP', 'Studio · OpenAI'],
    ],
    [
      'have a number where no mark differs',
      [named('Studio', 'a.example'), named('Studio', 'a.example'), named('Studio', 'b.example')],
      ['Studio · a.example · 1', 'Studio · a.example · 2', 'Studio · b.example'],
    ],
    [
      'are equal to a reader though one has a character that nobody sees',
      [named('Studio', 'a.example'), named('Stu\u200bdio ', 'b.example')],
      ['Studio · a.example', 'Stu\u200bdio  · b.example'],
    ],
    [
      'are equal to a reader though one has another hyphen, a ligature or one sign for three',
      [named('A-B…ﬁ', 'a'), named('A\u2011B...fi', 'b'), named('A\u2010B…fi', 'c')],
      ['A-B…ﬁ · a', 'A\u2011B...fi · b', 'A\u2010B…fi · c'],
    ],
    [
      'are equal to a reader though one has a letter of another script',
      [named('Studio', 'a'), named('Stud\u0456\u03bf', 'b'), named('\u0405tudio', 'c'), named('Студия', 'd')],
      ['Studio · a', 'Stud\u0456\u03bf · b', '\u0405tudio · c', 'Студия'],
    ],
    [
      'are equal to a reader though one has a line break, which is shown as a blank',
      [named('Big desk', 'a'), named('Big\ndesk', 'b'), named('Big\t\r\ndesk', 'c'), named('Bigdesk', 'd')],
      ['Big desk · a', 'Big\ndesk · b', 'Big\t\r\ndesk · c', 'Bigdesk'],
    ],
    [
      'have numbers where all of three are equal',
      [named('Studio'), named('Studio'), named('Studio')],
      ['Studio · 1', 'Studio · 2', 'Studio · 3'],
    ],
    [
      'are not turned around, nor what stands behind them',
      [named('\u202eoidutS', 'a'), named('Stu\u2067dio', 'b')],
      ['oidutS', 'Studio'],
    ],
    [
      'are told apart where they differ only by what turns them around',
      [named('Stu\u202ddio', 'a'), named('Studio', 'b')],
      ['Studio · a', 'Studio · b'],
    ],
    [
      'are equal to a reader though they are composed in another way',
      [named('Caf\u00e9', 'a'), named('Cafe\u0301', 'b')],
      ['Caf\u00e9 · a', 'Cafe\u0301 · b'],
    ],
    [
      'keep clear of a name that only looks as if it had a mark',
      [named('Studio · a.example'), named('Studio', 'a.example'), named('Studio', 'b.example')],
      ['Studio · a.example', 'Studio · a.example · 1', 'Studio · b.example'],
    ],
    [
      'are words where nothing of a name can be seen',
      [named('\u200b\u200f \u202e'), named('Desk')],
      ['WHIP', 'Desk'],
    ],
    [
      'are told apart where nothing of two names can be seen',
      [named('\u3164', 'a.example'), named('\u2800', 'b.example')],
      ['WHIP · a.example', 'WHIP · b.example'],
    ],
    [
      'are told apart where the words in place of one are another’s name',
      [named('\u00ad', 'a.example'), named('WHIP', 'b.example')],
      ['WHIP · a.example', 'WHIP · b.example'],
    ],
    [
      'take no mark that cannot be seen',
      [named('Studio', '\u200b'), named('Studio', 'b')],
      ['Studio', 'Studio · b'],
    ],
  ])('%s', (_what, all, expected) => {
    expect(shownNames(all)).toEqual(expected);
  });

  it.each([
    '',
    ' ',
    '\t\n',
    '\u200b',
    '\u200e\u200f',
    '\u2060',
    '\ufeff',
    '\u3164',
    '\uffa0',
    '\u115f',
    '\u2800',
    '\u00ad',
    '\u0301',
    '\u034f',
    '\u0000',
    '\u{e0041}',
    '\u{1d159}',
    '\u0301\u20dd',
  ])('never are %j, of which nothing can be seen', (name) => {
    expect(isVisible(name)).toBe(false);
    expect(shownName(name, 'WHIP')).toBe('WHIP');
    expect(shownName(name, name)).toBe('?');
  });

  it.each(['a', '5', '日', '…', '🎤', '👨‍👩‍👧', 'é', '!'])('may be %s alone', (name) => {
    expect(shownName(name, 'WHIP')).toBe(name);
  });

  const piece = fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      '  ',
      'Studio',
      'studio',
      'WHIP',
      ' · ',
      '1',
      '2',
      '\u200b',
      '\u200f',
      '\u202e',
      '\u2800',
      '\u3164',
      'é',
      'e\u0301',
      '\ud800',
      '🎤',
      'x'.repeat(150),
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
  const anyNames = fc.array(
    fc.record({ name: text, unnamed: text, marks: fc.array(text, { maxLength: 3 }) }),
    {
      maxLength: 12,
    },
  );

  it('are distinct to a reader, to be seen and short, whatever the names and the marks are', () => {
    fc.assert(
      fc.property(anyNames, (all) => {
        const shown = shownNames(all);
        expect(shown).toHaveLength(all.length);
        expect(new Set(shown.map(lookOf)).size).toBe(all.length);
        for (const name of shown) {
          expect(isVisible(name)).toBe(true);
          expect(name.length).toBeLessThan(400);
        }
      }),
    );
  });

  it('are the names themselves where those can be seen, are not too long and look like no other', () => {
    fc.assert(
      fc.property(anyNames, (all) => {
        const shown = shownNames(all);
        const looks = all.map(({ name, unnamed }) => lookOf(shownName(name, unnamed)));
        all.forEach(({ name }, index) => {
          const isUnique = looks.filter((look) => look === looks[index]).length === 1;
          const turns = /[\u202A-\u202E\u2066-\u2069]/.test(name);
          if (isUnique && isVisible(name) && name.length <= 100 && !turns) expect(shown[index]).toBe(name);
        });
      }),
    );
  });

  it('are found for thousands of equal names', () => {
    const all = Array.from({ length: 5000 }, () => named('Studio', 'a.example'));
    expect(new Set(shownNames(all)).size).toBe(5000);
  });
});
