import firstStored from '../stored/settings-first.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import {
  defaultSettings,
  parseSettings,
  settingsVersion,
} from '../../../../utils/domain/settings/settings.ts';
import { profileProblems, type WhipProfile } from '../../../../utils/domain/profiles/profile.ts';
import { defaultIceServers } from '../../../../utils/domain/profiles/profile-kinds.ts';

function whip(overrides: Partial<Record<keyof WhipProfile, unknown>> = {}): unknown {
  return {
    id: 'studio',
    name: 'Studio',
    kind: 'whip',
    url: 'https://ingest.example/whip',
    token: '',
    iceServers: defaultIceServers,
    iceTransportPolicy: 'all',
    ...overrides,
  };
}

const turn = { url: 'turn:relay.example:3478', username: 'speaker', credential: 'secret' };

describe('the limit of a server’s sessions', () => {
  it.each([[10_000], [3_600_000], [86_400_000], [null], [undefined]])('may be %s', (sessionLimitMs) => {
    expect(profileProblems(whip({ sessionLimitMs }))).toEqual([]);
  });

  it.each([[0], [9999], [86_400_001], [12_345.6]])('cannot be %s', (sessionLimitMs) => {
    expect(profileProblems(whip({ sessionLimitMs }))).toEqual([
      { path: 'sessionLimitMs', code: 'number-range' },
    ]);
  });

  it('is none in a profile that was stored before there was one', () => {
    const settings = { ...defaultSettings(), profiles: [...defaultSettings().profiles, whip()] };
    const reading = parseSettings(settings);
    expect(reading.ok && reading.settings.profiles[1]).not.toHaveProperty('sessionLimitMs');
  });
});

describe('settings', () => {
  it('are the defaults where nothing is stored: loopback, which contacts nobody', () => {
    const reading = parseSettings(undefined);
    expect(reading).toEqual({ ok: true, settings: defaultSettings() });
    expect(defaultSettings().profiles).toEqual([{ id: 'loopback', name: 'Loopback', kind: 'loopback' }]);
  });

  it('come back from JSON as they were', () => {
    const settings = { ...defaultSettings(), profiles: [...defaultSettings().profiles, whip()] };
    expect(parseSettings(JSON.parse(JSON.stringify(settings)))).toEqual({ ok: true, settings });
  });

  it('that were stored before there was a choice recover by themselves, until the user stops', () => {
    const { recovery: _, ...older } = defaultSettings();
    expect(parseSettings(older)).toEqual({ ok: true, settings: defaultSettings() });
    expect(defaultSettings().recovery).toEqual({ mode: 'recover', giveUpAfterMs: null });
  });

  it('that the first build stored are read, with defaults for what came since', () => {
    const { recovery, badge, theme } = defaultSettings();
    expect(parseSettings(firstStored)).toMatchObject({
      ok: true,
      settings: { ...firstStored, recovery, badge, theme },
    });
  });

  it('of a future version are not read', () => {
    expect(parseSettings({ ...defaultSettings(), version: settingsVersion + 1 })).toEqual({
      ok: false,
      problem: 'newer-version',
    });
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['text', 'settings'],
    ['an array', []],
    ['an empty object', {}],
    ['no profile', { ...defaultSettings(), profiles: [] }],
    ['a chosen profile that is not there', { ...defaultSettings(), activeProfileId: 'gone' }],
    [
      'two profiles with one id',
      { ...defaultSettings(), profiles: [whip(), whip()], activeProfileId: 'studio' },
    ],
    ['a profile of an unknown kind', { ...defaultSettings(), profiles: [whip({ kind: 'carrier-pigeon' })] }],
    [
      'a threshold of zero',
      { ...defaultSettings(), watch: { ...defaultSettings().watch, errorThreshold: 0 } },
    ],
    [
      'a threshold that is no number',
      { ...defaultSettings(), watch: { ...defaultSettings().watch, errorThreshold: '50' } },
    ],
    ['an unknown member', { ...defaultSettings(), evil: true }],
    ['a prototype of its own', JSON.parse('{"__proto__": {"polluted": true}}')],
    [
      'a prototype inside',
      { ...defaultSettings(), microphone: JSON.parse('{"__proto__": {"deviceId": ""}}') as unknown },
    ],
  ])('that are corrupt or hostile are refused: %s', (_name, stored) => {
    expect(parseSettings(stored)).toMatchObject({ ok: false, problem: 'unreadable' });
    expect('polluted' in {}).toBe(false);
  });

  it('keep a name with markup as the text it is', () => {
    const name = '<img src=x onerror=alert(1)>';
    const stored = { ...defaultSettings(), profiles: [whip({ name })], activeProfileId: 'studio' };
    expect(parseSettings(stored)).toMatchObject({ ok: true, settings: { profiles: [{ name }] } });
  });
});

describe('a profile', () => {
  it.each([
    ['https', 'https://ingest.example/whip'],
    ['http on this computer', 'http://localhost:8080/whip'],
    ['IPv6', 'http://[::1]:8080/whip'],
    ['an internationalised name', 'https://字幕.example/whip'],
    ['spaces around', '  https://ingest.example/whip  '],
  ])('takes a server address with %s', (_name, url) => {
    expect(profileProblems(whip({ url }))).toEqual([]);
  });

  it.each([
    ['', 'url-empty'],
    ['   ', 'url-empty'],
    ['ingest.example/whip', 'url-invalid'],
    ['localhost:8080/whip', 'url-invalid'],
    ['https://', 'url-invalid'],
    ['https://[::1', 'url-invalid'],
    ['ws://ingest.example/whip', 'url-scheme'],
    ['ftp://ingest.example', 'url-scheme'],
    ['javascript://alert(1)', 'url-scheme'],
    ['https://user:password@ingest.example/whip', 'url-credentials'],
    ['https://token@ingest.example/whip', 'url-credentials'],
    [`https://ingest.example/${'a'.repeat(3000)}`, 'text-too-long'],
    [42, 'malformed'],
  ])('does not take the address %j: %s', (url, code) => {
    expect(profileProblems(whip({ url }))).toContainEqual({ path: 'url', code });
  });

  it.each([
    ['STUN', { url: 'stun:stun.example:3478', username: '', credential: '' }],
    ['STUN over IPv6', { url: 'stun:[2001:db8::1]:3478', username: '', credential: '' }],
    ['TURN', turn],
    ['TURN over TCP', { ...turn, url: 'turn:relay.example?transport=tcp' }],
    ['TURNS', { ...turn, url: 'turns:relay.example:5349?transport=tcp' }],
  ])('takes a %s server', (_name, server) => {
    expect(profileProblems(whip({ iceServers: [server] }))).toEqual([]);
  });

  it.each([
    [{ ...turn, url: '' }, 'ice-url-empty'],
    [{ ...turn, url: 'relay.example' }, 'ice-url-invalid'],
    [{ ...turn, url: 'https://relay.example' }, 'ice-url-invalid'],
    [{ ...turn, url: 'turn://relay.example' }, 'ice-url-invalid'],
    [{ ...turn, url: 'turn:relay.example:99999' }, 'ice-url-invalid'],
    [{ ...turn, url: 'turn:relay.example?transport=quic' }, 'ice-url-invalid'],
    [{ ...turn, credential: '' }, 'turn-credential-missing'],
    [{ ...turn, username: '' }, 'turn-credential-missing'],
    [{ ...turn, url: 'stun:stun.example' }, 'stun-credential'],
  ])('does not take the ICE server %o: %s', (server, code) => {
    expect(profileProblems(whip({ iceServers: [server] }))).toEqual([{ path: 'iceServers.0', code }]);
  });

  it.each([
    [{ name: ' ' }, 'name', 'name-empty'],
    [{ name: 'x'.repeat(81) }, 'name', 'text-too-long'],
    [{ iceTransportPolicy: 'none' }, 'iceTransportPolicy', 'choice-unknown'],
  ])('does not take %o', (overrides, path, code) => {
    expect(profileProblems(whip(overrides))).toEqual([{ path, code }]);
  });
});
