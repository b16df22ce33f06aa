import { expect, it } from 'vitest';
import { addressChange } from '../../../../utils/domain/link/network-change.ts';

const home = '192.0.2.10';
const mobile = '198.51.100.7';

it.each([
  ['the same', [home], [home], [home], null],
  ['the same in another order', [home, mobile], [home, mobile], [mobile, home], null],
  ['one more', [home], [home], [home, mobile], 'added'],
  ['the first ones', [], [], [home], 'added'],
  ['another in its place', [home], [home], [mobile], 'added'],
  ['one less', [home, mobile], [home, mobile], [mobile], 'gone'],
  ['none any more', [home], [home], [], 'gone'],
  ['the ones of before again', [home], [], [home], 'returned'],
  ['back to where the connection was made', [home], [mobile], [home], 'returned'],
  ['a new one beside one that returned', [home], [], [home, mobile], 'added'],
])(
  'a network change finds addresses that are %s: made with %o, then %o, now %o',
  (_, origin, last, now, change) => {
    expect(addressChange(new Set(origin), new Set(last), new Set(now))).toBe(change);
  },
);

it('a network change is not found where addresses are not known', () => {
  expect(addressChange(null, null, new Set([home]))).toBeNull();
  expect(addressChange(new Set([home]), new Set([home]), null)).toBeNull();
});
