import { expect, it } from 'vitest';
import { addressChange } from '../../../utils/domain/network-change.ts';

const home = '192.0.2.10';
const mobile = '198.51.100.7';

it.each([
  ['the same', [home], [home], null],
  ['the same in another order', [home, mobile], [mobile, home], null],
  ['one more', [home], [home, mobile], 'added'],
  ['the first ones', [], [home], 'added'],
  ['one less', [home, mobile], [mobile], 'gone'],
  ['another in its place', [home], [mobile], 'gone'],
  ['none any more', [home], [], 'gone'],
])('addresses that are %s: %o, then %o', (_, before, after, change) => {
  expect(addressChange(new Set(before), new Set(after))).toBe(change);
});

it('says nothing of addresses that are not known', () => {
  expect(addressChange(null, new Set([home]))).toBeNull();
  expect(addressChange(new Set([home]), null)).toBeNull();
});
