import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spokenOrder } from '../support/spoken-order.ts';
import { DIGITS } from '../support/speech.ts';

const round = [...DIGITS, ...DIGITS, ...DIGITS];

it.each<[string, string[], number, number]>([
  ['all of them, from anywhere on', round.slice(7, 40), 0, 0],
  ['none', [], 0, 0],
  ['all but two', [...round.slice(3, 15), ...round.slice(17, 30)], 2, 0],
  ['two of them twice, one after the other', [...round.slice(3, 15), ...round.slice(13, 30)], 0, 2],
  ['one as another word', [...round.slice(3, 15), 'eight', ...round.slice(16, 30)], 1, 1],
  ['with a word that was cut in two before the first', ['eight', ...round.slice(3, 30)], 0, 1],
])('words are read: %s', (_name, read, missing, extra) => {
  expect(spokenOrder(read, DIGITS)).toEqual({ read: read.length, missing, extra });
});

it('a word that is left out is missing, wherever the words begin and end', () => {
  const place = fc.nat(19);
  fc.assert(
    fc.property(
      place,
      fc.integer({ min: 25, max: 40 }),
      fc.option(fc.integer({ min: 3, max: 20 })),
      (from, count, gap) => {
        const said = round.slice(from, from + count);
        const read = gap === null ? said : said.filter((_, index) => index !== gap);
        const { missing, extra } = spokenOrder(read, DIGITS);
        expect(missing).toBe(gap === null ? 0 : 1);
        expect(extra).toBe(0);
      },
    ),
    { numRuns: 50 },
  );
});
