import { describe, expect, it } from 'vitest';
import { readSettingsFile, toSettingsFile } from '../../../../utils/domain/settings/settings-file.ts';
import { newProfile } from '../../../../utils/domain/profiles/new-profile.ts';
import { defaultSettings, type Settings } from '../../../../utils/domain/settings/settings.ts';
import type { Profile } from '../../../../utils/domain/profiles/profile.ts';
import { aWhipProfile } from '../../../support/profiles.ts';

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
  url: 'url' in others ? others.url : null,
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
    expect(reading.missing).toEqual([
      {
        path: 'profiles.studio.iceServers.1.credential',
        profile: named(studio),
        iceUrl: turn.url,
        isRequired: true,
      },
      { path: 'profiles.studio.token', profile: named(studio), iceUrl: null, isRequired: false },
      { path: 'profiles.openai.credential', profile: named(openAi), iceUrl: null, isRequired: true },
    ]);
    const entered = new Map([
      ['profiles.studio.iceServers.1.credential', 'turn-secret'],
      ['profiles.studio.token', 'whip-secret'],
      ['profiles.openai.credential', 'sk-secret'],
    ]);
    expect(reading.complete(entered)).toEqual(settings);
  });

  it('leaves out what cannot be without its credential, and chooses a profile that is there', () => {
    const after = read(exported(false)).complete(new Map());
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
