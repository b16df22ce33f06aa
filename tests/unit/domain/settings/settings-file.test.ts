import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostIceServers } from '../../../../utils/domain/profiles/ice-server.ts';
import { isMasked, maskedUrl } from '../../../../utils/domain/profiles/masked-url.ts';
import {
  longestFile,
  readSettingsFile,
  toSettingsFile,
} from '../../../../utils/domain/settings/settings-file.ts';
import { newProfile } from '../../../../utils/domain/profiles/new-profile.ts';
import { defaultSettings, mostProfiles, type Settings } from '../../../../utils/domain/settings/settings.ts';
import type { Profile } from '../../../../utils/domain/profiles/profile.ts';
import { serverPresets } from '../../../../utils/domain/profiles/server-presets.ts';
import { profileWithSecrets } from '../../../support/secret-profiles.ts';
import { aWhipProfile } from '../../../support/profiles.ts';

/** Bytes that `chrome.storage.local` holds without the permission for more (its `QUOTA_BYTES`). */
const chromeQuota = 10 * 1024 * 1024;

const turn = { url: 'turn:relay.example', username: 'speaker', credential: 'turn-secret' };
const stun = { url: 'stun:stun.example', username: '', credential: '' };
const studio = aWhipProfile({ token: 'whip-secret', iceServers: [stun, turn] });
const openAi: Profile = {
  ...newProfile('openai-realtime', 'openai', 'OpenAI'),
  kind: 'openai-realtime',
  credential: 'sk-secret',
} as Profile;
const settings: Settings = {
  ...defaultSettings(),
  profiles: [...defaultSettings().profiles, studio, openAi],
  activeProfileId: 'openai',
};
const named = ({ id, name, kind, ...others }: Profile) => ({
  id,
  name,
  kind,
  url: 'url' in others ? others.url.replace('/mic/', '/<hidden>/') : null,
});
const secrets = ['whip-secret', 'turn-secret', 'sk-secret'];
const exported = (withCredentials: boolean) => toSettingsFile(settings, { withCredentials });

function read(text: string, current: Settings = defaultSettings()) {
  const reading = readSettingsFile(text, current);
  if (!reading.ok) throw new Error(reading.problem);
  return reading;
}

describe('an exported file', () => {
  it('is the settings as they are stored, when it holds the credentials', () => {
    expect(JSON.parse(exported(true))).toEqual(settings);
    const reading = read(exported(true));
    expect(reading.missing).toEqual([]);
    expect(reading.complete(new Map())).toEqual(settings);
  });

  it('is taken at any size that the storage of settings can hold', () => {
    const credential = '鍵'.repeat(3000);
    const iceServers = Array.from({ length: mostIceServers }, (_, n) => ({
      url: `turn:relay${String(n)}.example`,
      username: 'speaker',
      credential,
    }));
    const all = Array.from({ length: mostProfiles }, (_, n) => {
      const named = { id: `p${String(n)}`, name: '名'.repeat(40), token: 't'.repeat(8000) };
      return aWhipProfile({ ...named, iceServers: n < 25 ? iceServers : [] });
    });
    const large = { ...defaultSettings(), profiles: all, activeProfileId: 'p0' };
    expect(new Blob([JSON.stringify(large)]).size).toBeGreaterThan(8_500_000);
    expect(new Blob([JSON.stringify(large)]).size).toBeLessThan(chromeQuota);
    const text = toSettingsFile(large, { withCredentials: true });
    expect(new Blob([text]).size).toBeLessThan(longestFile);
    expect(read(text).complete(new Map())).toEqual(large);
  });

  it('holds no credential unless that was asked for', () => {
    for (const secret of secrets) expect(exported(false)).not.toContain(secret);
  });

  it('without credentials comes back whole where they are still known', () => {
    const reading = read(exported(false), settings);
    expect(reading.missing).toEqual([]);
    expect(reading.complete(new Map())).toEqual(settings);
  });

  it('without credentials asks elsewhere for what is missing, and takes what is entered', () => {
    const reading = read(exported(false));
    const [ofStudio, ofOpenAi] = [named(studio), named(openAi)];
    const turnPath = 'profiles.studio.iceServers.1';
    expect(reading.missing).toEqual([
      { path: 'profiles.studio.url', what: 'address', profile: ofStudio, iceUrl: null, isRequired: true },
      {
        path: `${turnPath}.username`,
        what: 'username',
        profile: ofStudio,
        iceUrl: turn.url,
        isRequired: true,
      },
      {
        path: `${turnPath}.credential`,
        what: 'secret',
        profile: ofStudio,
        iceUrl: turn.url,
        isRequired: true,
      },
      { path: 'profiles.studio.token', what: 'secret', profile: ofStudio, iceUrl: null, isRequired: false },
      {
        path: 'profiles.openai.credential',
        what: 'secret',
        profile: ofOpenAi,
        iceUrl: null,
        isRequired: true,
      },
    ]);
    const entered = new Map([
      ['profiles.studio.url', studio.url],
      ['profiles.studio.iceServers.1.username', 'speaker'],
      ['profiles.studio.iceServers.1.credential', 'turn-secret'],
      ['profiles.studio.token', 'whip-secret'],
      ['profiles.openai.credential', 'sk-secret'],
    ]);
    expect(reading.complete(entered)).toEqual(settings);
  });

  it('leaves out what cannot be without its credential, and chooses a profile that is there', () => {
    const after = read(exported(false)).complete(new Map([['profiles.studio.url', studio.url]]));
    expect(after.profiles).toEqual([
      ...defaultSettings().profiles,
      { ...studio, token: '', iceServers: [stun] },
    ]);
    expect(after.activeProfileId).toBe('loopback');
  });

  it('without any usable profile gives the default profile', () => {
    const only = toSettingsFile(
      { ...settings, profiles: [openAi], activeProfileId: 'openai' },
      { withCredentials: false },
    );
    expect(read(only).complete(new Map()).profiles).toEqual(defaultSettings().profiles);
  });
});

describe('a file without credentials', () => {
  const withProfile = (profile: Profile): Settings => ({
    ...defaultSettings(),
    profiles: [...defaultSettings().profiles, profile],
  });

  it('has no secret of any place of a profile, and is whole where they are known or entered', () => {
    fc.assert(
      fc.property(profileWithSecrets, ({ profile, secrets }) => {
        const before = withProfile(profile);
        const text = toSettingsFile(before, { withCredentials: false });
        for (const secret of secrets) expect(text).not.toContain(secret);
        // Where the profile still is, nothing is asked; elsewhere everything, and nothing of it is guessed.
        const here = read(text, before);
        expect(here.missing).toEqual([]);
        expect(here.complete(new Map())).toEqual(before);
        const elsewhere = read(text);
        expect(elsewhere.complete(new Map()).profiles).toEqual(defaultSettings().profiles);
        const entered = new Map(elsewhere.missing.map(({ path }) => [path, valueAt(before, path)]));
        expect(elsewhere.complete(entered)).toEqual(before);
      }),
    );
  });

  it('is refused in words where an id or a name is an object that no text can be made of', () => {
    const file = JSON.parse(toSettingsFile(withProfile(studio), { withCredentials: false })) as Settings;
    const profiles = file.profiles.map((each) => ({ ...each, id: { toString: 1 }, name: { toString: 1 } }));
    expect(readSettingsFile(JSON.stringify({ ...file, profiles }), defaultSettings()).ok).toBe(false);
  });

  it('with an address for which another one is entered takes that only if it is one', () => {
    const text = toSettingsFile(withProfile(studio), { withCredentials: false });
    const complete = (url: string) =>
      read(text)
        .complete(new Map([['profiles.studio.url', url]]))
        .profiles.map(({ id }) => id);
    expect(complete('https://media.example/another/whip')).toEqual(['loopback', 'studio']);
    for (const none of ['', 'another', 'https://media.example/<hidden>/whip', 'ftp://media.example'])
      expect(complete(none)).toEqual(['loopback']);
  });

  it.each([
    ['https://api.openai.com/v1/realtime/calls', 'https://api.openai.com/v1/realtime/calls'],
    ['http://localhost:8080/offer', 'http://localhost:8080/offer'],
    ['https://whip.example', 'https://whip.example'],
    ['https://whip.example/', 'https://whip.example/'],
    ['http://localhost:8889/stream-key/whip', 'http://localhost:8889/<hidden>/whip'],
    ['https://b.example/0123/webRTC/publish', 'https://b.example/<hidden>/webRTC/publish'],
    ['https://media.example\\whip\\s3cret', 'https://media.example/whip/<hidden>'],
    ['https://me:s3cret@media.example/whip', 'https://media.example/whip'],
    ['https://media.example/whip;key=s3cret', 'https://media.example/<hidden>'],
    ['https://media.example/whip#s3cret', 'https://media.example/whip?<hidden>'],
    ['https://media.example/whip/live', 'https://media.example/whip/<hidden>'],
    ['http://srs.example/rtc/v1/whip/?stream=a', 'http://srs.example/rtc/v1/whip/?<hidden>'],
  ])('has for the address %s %s', (url, masked) => {
    expect(maskedUrl(url)).toBe(masked);
    expect(isMasked(masked)).toBe(masked.includes('<hidden>'));
    expect(masked).not.toContain('s3cret');
  });

  it('has the whole path of each well-known server, but for the parts that its user has to fill in', () => {
    const paths = serverPresets.map(({ url }) => url.replace(/^[^/]+\/\/[^/]+\/?/, '').replace(/\?.*$/, ''));
    for (const path of paths) {
      const shown = maskedUrl(`https://media.example/${path}`).replace('https://media.example/', '');
      expect(shown).toBe(path.replaceAll(/<\w+>/g, '<hidden>'));
    }
  });

  it('of an earlier version, with whole addresses and user names, is read as it was', () => {
    const { token: _, ...bare } = {
      ...studio,
      iceServers: [stun, { url: turn.url, username: turn.username }],
    };
    const text = JSON.stringify({ ...withProfile(studio), profiles: [bare], activeProfileId: 'studio' });
    expect(read(text, settings).complete(new Map()).profiles).toEqual([studio]);
    expect(read(text).missing.map(({ path }) => path)).toEqual([
      'profiles.studio.iceServers.1.credential',
      'profiles.studio.token',
    ]);
  });
});

/** The value of a path such as `profiles.<id>.iceServers.1.username`. */
function valueAt({ profiles }: Settings, path: string): string {
  const [, id, ...members] = path.split('.');
  const profile: unknown = profiles.find((each) => each.id === id);
  return String(members.reduce((value, name) => (value as Record<string, unknown>)[name], profile));
}

describe('a malicious file', () => {
  it.each<[string, Partial<Extract<Profile, { kind: 'whip' }>>]>([
    ['another address', { url: 'https://evil.example/whip' }],
    ['another TURN server', { iceServers: [{ ...turn, url: 'turn:evil.example' }] }],
  ])('gets no known credential for %s', (_name, changes) => {
    const evil = { ...settings, profiles: [{ ...studio, ...changes }], activeProfileId: 'studio' };
    const reading = read(toSettingsFile(evil, { withCredentials: false }), settings);
    const after = reading.complete(new Map());
    const [profile] = after.profiles;
    if (profile?.kind !== 'whip') throw new Error('the profile is gone');
    expect(reading.missing.length).toBeGreaterThan(0);
    if ('url' in changes) expect(profile.token).toBe('');
    if ('iceServers' in changes) expect(profile.iceServers).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['is cut off', exported(true).slice(0, -40), 'not-json'],
    ['is empty', '', 'not-json'],
    ['is no text', '\u0000\u0001\ufffd', 'not-json'],
    ['is something else', '{"bookmarks": []}', 'not-settings'],
    ['is a list', '[]', 'not-settings'],
    ['is null', 'null', 'not-settings'],
    ['is of a future version', JSON.stringify({ ...settings, version: 2 }), 'newer-version'],
    ['is 50 MB long', `{"version":1,"profiles":"${'x'.repeat(50 * 1024 * 1024)}"}`, 'too-large'],
    ['brings a prototype', '{"version":1,"profiles":[],"__proto__":{"polluted":true}}', 'unreadable'],
    [
      'brings a prototype in a profile',
      '{"version":1,"profiles":[{"kind":"whip","id":"a","name":"A","__proto__":{"polluted":true}}]}',
      'unreadable',
    ],
    ['has profiles of a wrong type', '{"version":1,"profiles":7}', 'unreadable'],
    [
      'has ICE servers of a wrong type',
      '{"version":1,"profiles":[{"kind":"whip","iceServers":{}}]}',
      'unreadable',
    ],
    [
      'is nested 100,000 deep',
      `{"version":1,"profiles":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      'unreadable',
    ],
  ])('that %s is refused with its reason', (_name, text, problem) => {
    expect(readSettingsFile(text, settings)).toMatchObject({ ok: false, problem });
    expect('polluted' in {}).toBe(false);
  });
});
