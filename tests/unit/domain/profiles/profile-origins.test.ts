import { expect, it } from 'vitest';
import { lostOrigins, profileOrigins } from '../../../../utils/domain/profiles/profile-origins.ts';
import type { WhipProfile } from '../../../../utils/domain/profiles/profile.ts';
import { aWhipProfile } from '../../../support/profiles.ts';

it.each<[Partial<WhipProfile>, string[]]>([
  [{}, ['http://media.example/*']],
  [{ sessionUrls: 'ask' }, ['http://media.example/*']],
  [{ sessionUrls: 'same-origin' }, ['http://media.example/*']],
  // Sessions may be at another scheme of the host then, but never without TLS where there was TLS.
  [{ sessionUrls: 'same-host' }, ['http://media.example/*', 'https://media.example/*']],
  [{ sessionUrls: 'same-host', url: 'HTTPS://media.example:1/whip' }, ['https://media.example/*']],
])('a profile with %o uses access to %o', (changes, origins) => {
  const profile = aWhipProfile({ url: 'http://media.example:8889/whip', ...changes });
  expect([...profileOrigins([profile])]).toEqual(origins);
  expect(lostOrigins([profile], [])).toEqual(origins);
});
