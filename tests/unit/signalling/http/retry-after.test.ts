import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { readRetryAfter } from '../../../../utils/signalling/http/retry-after.ts';

const year = 365 * 86_400_000;
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
  ['a month', '2592000', 2_592_000_000],
  ['more than a year', '99999999', year],
  ['more digits than a number can hold', '9'.repeat(400), year],
  ['the last date that the format has', 'Fri, 31 Dec 9999 23:59:59 GMT', year],
  ['a date in the obsolete format of RFC 850', 'Sunday, 22-Nov-26 10:00:30 GMT', 30_000],
  ['two values in one', '5, 10', null],
  ['a number with a unit', '5s', null],
  ['an exponent', '1e9', null],
  ['a sign', '+5', null],
  ['a minus and a fraction', '-0.5', null],
  ['figures of another script', '５', null],
  ['a date and a number', 'Sun, 22 Nov 2026 10:00:30 GMT, 5', 30_000],
  ['a date by another clock', 'Sun, 22 Nov 2026 19:00:30 +0900', 30_000],
  ['the last moment of 32 bits, in milliseconds', '2147484', 2_147_484_000],
])('a Retry-After header of %s is read', (_, header, expected) => {
  expect(readRetryAfter(header, now)).toBe(expected);
});

it.each(['Asia/Tokyo', 'America/St_Johns', 'UTC'])(
  'a Retry-After header is read by UTC in each form of an HTTP date, on a computer in %s',
  (zone) => {
    vi.stubEnv('TZ', zone);
    for (const header of [
      'Sun, 22 Nov 2026 10:00:30 GMT',
      'Sunday, 22-Nov-26 10:00:30 GMT',
      'Sun Nov 22 10:00:30 2026',
    ])
      expect(readRetryAfter(header, now), header).toBe(30_000);
    expect(readRetryAfter('Sun Nov  1 08:49:37 2026', now)).toBe(0);
    vi.unstubAllEnvs();
  },
);

it('a Retry-After header gives from 0 to a year, whatever a server sends and whatever the clock says', () => {
  const anyDate = fc.date({ noInvalidDate: true }).map((date) => date.toUTCString());
  const anyHeader = fc.oneof(fc.string(), fc.bigInt({ min: 0n }).map(String), anyDate);
  const anyClock = fc.integer({ min: -8.64e15, max: 8.64e15 });
  fc.assert(
    fc.property(anyHeader, anyClock, (header, clock) => {
      const wait = readRetryAfter(header, clock);
      return wait === null || (wait >= 0 && wait <= year);
    }),
  );
});
