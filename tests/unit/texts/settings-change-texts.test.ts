import { describe, expect, it } from 'vitest';
import { settingsChanges } from '../../../utils/domain/settings/settings-changes.ts';
import { newProfile } from '../../../utils/domain/profiles/new-profile.ts';
import { defaultSettings, type Settings } from '../../../utils/domain/settings/settings.ts';
import { profileKinds } from '../../../utils/domain/profiles/profile-kinds.ts';
import { toLeaves } from '../../../utils/domain/settings/settings-paths.ts';
import { settingsChangeText } from '../../../utils/texts/settings-change-texts.ts';
import { textsOf, type Language } from '../../support/messages.ts';
import { aWhipProfile } from '../../support/profiles.ts';

const before = defaultSettings();
const studio = aWhipProfile({ token: 'old-secret' });

function sentences(was: Settings, is: Settings, language: Language = 'en') {
  return settingsChanges(was, is).map((change) => settingsChangeText(textsOf(language), change, was, is));
}

describe('a change in words', () => {
  it.each<[Partial<Settings>, string]>([
    [{ keepAwake: false }, '“Keep the computer awake”: on becomes off.'],
    [{ watch: { ...before.watch, errorThreshold: 1000 } }, '“Error threshold”: 50 becomes 1,000.'],
    [{ watch: { ...before.watch, checkIntervalMs: 2000 } }, '“Check interval”: 500 ms becomes 2 sec.'],
    [
      { recovery: { mode: 'stop-and-tell', giveUpAfterMs: null } },
      '“On a loss”: Recover by itself becomes Stop and tell me.',
    ],
    [
      { recovery: { mode: 'recover', giveUpAfterMs: 600_000 } },
      '“Keep trying”: Until I stop becomes 10 min.',
    ],
    [{ microphone: { ...before.microphone, deviceId: 'f00' } }, '“Device” changes.'],
    [{ microphone: { ...before.microphone, label: 'Desk' } }, '“Device”: (empty) becomes Desk.'],
    [{ profiles: [...before.profiles, studio] }, 'The profile “Studio” (WHIP) is added.'],
  ])('is a sentence: %o', (part, sentence) => {
    expect(sentences(before, { ...before, ...part })).toEqual([sentence]);
  });

  it('of one of two profiles of one name says which by its host, and of one without a visible name by its kind', () => {
    const twin = aWhipProfile({ id: 'twin', url: 'https://other.example/whip' });
    const unseen = aWhipProfile({ id: 'unseen', name: '\u200b' });
    const was: Settings = { ...before, profiles: [studio, unseen], activeProfileId: 'studio' };
    expect(sentences(was, { ...was, profiles: [studio, twin], activeProfileId: 'twin' })).toEqual([
      'The profile “WHIP” is removed, with its address and credentials.',
      'The profile “Studio · other.example” (WHIP) is added.',
      '“Chosen profile”: Studio · media.example becomes Studio · other.example.',
    ]);
  });

  it('of a profile names it, and shows no secret', () => {
    const was: Settings = { ...before, profiles: [studio], activeProfileId: 'studio' };
    const changed = {
      ...studio,
      url: 'https://new.example/whip',
      token: 'new-secret',
      iceTransportPolicy: 'relay' as const,
      iceServers: [{ url: 'turn:relay.example', username: 'me', credential: 'turn-secret' }],
    };
    const told = sentences(was, { ...was, profiles: [changed] });
    expect(told).toEqual([
      'Profile “Studio”, “Address”: https://media.example/mic/whip becomes https://new.example/whip.',
      'Profile “Studio”: “Token or password” changes.',
      'Profile “Studio”, “ICE servers”: stun:stun.l.google.com:19302 becomes turn:relay.example.',
      'Profile “Studio”, “Transport policy”: All paths becomes Relay only.',
    ]);
  });

  it('of how long a server lets a connection live is a length of time, with its name', () => {
    const was: Settings = { ...before, profiles: [studio], activeProfileId: 'studio' };
    const is = { ...was, profiles: [{ ...studio, sessionLimitMs: 3_600_000 }] };
    expect(sentences(was, is)).toEqual([
      'Profile “Studio”, “The server ends a connection after”: (empty) becomes 1 hr.',
    ]);
  });

  it('of a profile’s recording has the words of its choices, and the usual one where it says nothing', () => {
    const was: Settings = { ...before, profiles: [studio], activeProfileId: 'studio' };
    const is: Settings = { ...was, profiles: [{ ...studio, recording: 'never' }] };
    expect(sentences(was, is)).toEqual([
      'Profile “Studio”, “Record its sessions”: Until all of it has arrived becomes Never.',
    ]);
  });

  it.each<[string, object, object, string]>([
    [
      'who is at the far end',
      {},
      { destination: 'recogniser' },
      '“Who is at the far end”: Listeners becomes A recogniser.',
    ],
    ['RED', { redundancy: 'always' }, {}, '“Send each packet twice (RED)”: Always becomes Automatic.'],
  ])('of %s has the words of its choices, and the usual one where it says nothing', (_, was, is, told) => {
    const of = (changes: object): Settings => ({
      ...before,
      profiles: [{ ...studio, ...changes }],
      activeProfileId: 'studio',
    });
    expect(sentences(of(was), of(is))).toEqual([`Profile “Studio”, ${told}`]);
  });

  it('of TURN credentials alone says that they change', () => {
    const turn = { url: 'turn:relay.example', username: 'me', credential: 'one' };
    const was: Settings = {
      ...before,
      profiles: [aWhipProfile({ iceServers: [turn] })],
      activeProfileId: 'studio',
    };
    const is = { ...was, profiles: [aWhipProfile({ iceServers: [{ ...turn, credential: 'two' }] })] };
    expect(sentences(was, is)).toEqual(['Profile “Studio”: “ICE servers” changes.']);
  });

  it('of the chosen profile names the profiles', () => {
    const was: Settings = { ...before, profiles: [...before.profiles, studio] };
    expect(sentences(was, { ...was, activeProfileId: 'studio' })).toEqual([
      '“Chosen profile”: Loopback becomes Studio.',
    ]);
  });

  it('is a whole sentence in Japanese as well', () => {
    expect(sentences(before, { ...before, keepAwake: false }, 'ja')).toEqual([
      '「配信中はスリープさせない」が「オン」から「オフ」に変わります。',
    ]);
  });

  const all: Settings = {
    ...before,
    profiles: profileKinds.map((kind) => newProfile(kind, kind, kind)),
    activeProfileId: 'whip',
  };
  const paths = [...toLeaves(all).keys()].filter((path) => !/^profiles(\.[^.]+\.(id|kind))?$/.test(path));

  it.each(paths)('has a name for %s', (path) => {
    const name = path.split('.').at(-1) ?? '';
    const profile = all.profiles.find(({ id }) => path.startsWith(`profiles.${id}.`));
    const change = profile
      ? ({ type: 'profile-field', path, profile, field: name, before: 'x', after: 'y' } as const)
      : ({ type: 'value', path, before: 'x', after: 'y' } as const);
    const value = name === 'iceServers' ? { before: [], after: [] } : {};
    const sentence = settingsChangeText(textsOf('en'), { ...change, ...value }, all, all);
    expect(sentence).not.toContain(`“${profile ? name : path}”`);
  });
});
