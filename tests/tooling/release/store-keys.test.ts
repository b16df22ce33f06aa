import { describe, expect, it } from 'vitest';
import { setCredentials, stores, storesWithKeys } from '../../../tools/release/store-keys.ts';

const cases = stores.flatMap((store) => store.keys.map((keys) => ({ store, keys })));
const all = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, 'x']));

describe('a store', () => {
  it('is not sent to without keys', () => {
    expect(storesWithKeys({})).toEqual([]);
  });

  it.each(cases)('is sent to with $keys, and no other is', ({ store, keys }) => {
    expect(storesWithKeys(all(keys))).toEqual([store]);
  });

  it.each(cases)('is not sent to where one of $keys is missing or empty', ({ keys }) => {
    for (const missing of keys) {
      expect(storesWithKeys({ ...all(keys), [missing]: undefined })).toEqual([]);
      expect(storesWithKeys({ ...all(keys), [missing]: '' })).toEqual([]);
    }
  });

  it('has its credentials looked for in the archive, those alone that are set', () => {
    expect(setCredentials({ EDGE_API_KEY: 'x', CHROME_CLIENT_ID: '', PATH: '/bin' })).toEqual({
      EDGE_API_KEY: 'x',
    });
  });
});
