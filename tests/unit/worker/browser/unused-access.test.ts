import { expect, it } from 'vitest';
import type { Profile } from '../../../../utils/domain/profiles/profile.ts';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';
import { createUnusedAccess } from '../../../../utils/worker/browser/unused-access.ts';
import { createFakeStorage } from '../../../support/fakes/fake-storage.ts';
import { aWhipProfile } from '../../../support/profiles.ts';

const at = (url: string, id = url): Profile => aWhipProfile({ id, url });
const one = at('https://one.example/whip');
const two = at('https://two.example:8443/whip');
const plain = at('http://one.example/whip');

/** What a browser has of profiles, as seen by one worker after the other; null where the settings cannot be read. */
async function returnedAt(steps: readonly { profiles: Profile[] | null; busy?: true }[]) {
  const storage = createFakeStorage();
  const returned: string[][] = [];
  for (const { profiles, busy } of steps) {
    const { check } = createUnusedAccess({
      storage,
      settings: {
        loadWithPolicy: () => Promise.resolve(profiles && { ...defaultSettings(), profiles }),
      },
      access: {
        giveBack: (origins) => {
          returned.push([...origins]);
          return Promise.resolve();
        },
      },
      isIdle: () => Promise.resolve(busy !== true),
    });
    await Promise.all([check(), check()]);
  }
  return returned;
}

it.each([
  ['a profile that is there', [{ profiles: [one] }, { profiles: [one] }], []],
  ['a profile that is gone', [{ profiles: [one, two] }, { profiles: [two] }], [['https://one.example/*']]],
  [
    'the last of two profiles of one host',
    [{ profiles: [one, at('https://one.example/b')] }, { profiles: [one] }],
    [],
  ],
  [
    'an address that was changed',
    [{ profiles: [{ ...one, id: 'a' }] }, { profiles: [{ ...two, id: 'a' }] }],
    [['https://one.example/*']],
  ],
  ['a scheme that was changed', [{ profiles: [plain] }, { profiles: [one] }], [['http://one.example/*']]],
  ['a profile that goes while a session runs', [{ profiles: [one] }, { profiles: [], busy: true }], []],
  [
    'a profile that went while a session ran',
    [{ profiles: [one] }, { profiles: [], busy: true }, { profiles: [] }],
    [['https://one.example/*']],
  ],
  [
    'a profile that is back before the session ends',
    [{ profiles: [one] }, { profiles: [], busy: true }, { profiles: [one] }],
    [],
  ],
  ['settings that cannot be read', [{ profiles: [one] }, { profiles: null }], []],
  ['a host that was never a profile’s', [{ profiles: [] }, { profiles: [] }], []],
] as const)('access is given back once it is of no use: %s', async (_, steps, expected) => {
  expect(await returnedAt(steps as never)).toEqual(expected);
});

it('access is given back too where its profile is there for less time than a check takes', async () => {
  const brief = [at('https://one.example/whip', 'one'), at('https://two.example/whip', 'two')];
  const returned: string[][] = [];
  const { note, check } = createUnusedAccess({
    storage: createFakeStorage(),
    settings: { loadWithPolicy: () => Promise.resolve(defaultSettings()) },
    access: {
      giveBack: (origins) => {
        returned.push([...origins]);
        return Promise.resolve();
      },
    },
    isIdle: () => Promise.resolve(true),
  });
  for (const stored of [
    undefined,
    'no settings',
    { ...defaultSettings(), profiles: [...defaultSettings().profiles, ...brief] },
  ])
    note(stored);
  await check();
  await check();
  expect(returned).toEqual([['https://one.example/*', 'https://two.example/*']]);
});
