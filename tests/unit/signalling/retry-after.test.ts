import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRetryAfter } from '../../../utils/signalling/retry-after.ts';

const now = Date.parse('2026-11-22T10:00:00Z');

it.each([
  ['seconds', '120', 120_000],
  ['zero', '0', 0],
  ['seconds with blanks around', ' 5 ', 5000],
  ['a date', 'Sun, 22 Nov 2026 10:00:30 GMT', 30_000],
  ['a date in the past', 'Sun, 22 Nov 2026 09:00:00 GMT', 0],
  ['nothing', null, null],
  ['an empty value', '', null],
  ['a negative number', '-1', null],
  ['a fraction', '5.5', null],
  ['a word', 'soon', null],
  ['something like a date', 'Sun, 99 Nov 2026', null],
])('reads %s', (_, header, expected) => {
  expect(readRetryAfter(header, now)).toBe(expected);
});

it('is never negative and never NaN, whatever a server sends', () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      const wait = readRetryAfter(header, now);
      return wait === null || wait >= 0;
    }),
  );
});
