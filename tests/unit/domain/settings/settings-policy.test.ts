import { describe, expect, it } from 'vitest';
import example from '../../../../docs/policy-example.json' with { type: 'json' };
import { newProfile } from '../../../../utils/domain/profiles/new-profile.ts';
import { mergeSettings } from '../../../../utils/domain/settings/merge-settings.ts';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';
import { profileKinds } from '../../../../utils/domain/profiles/profile-kinds.ts';
import { toLeaves } from '../../../../utils/domain/settings/settings-paths.ts';
import { policySchema, type PolicyNode } from '../../../../utils/domain/settings/policy-schema.ts';
import { parsePolicy } from '../../../../utils/domain/settings/settings-policy.ts';

const readable = { settings: { keepAwake: false }, locked: ['keepAwake'] };

describe('a policy', () => {
  it('that says nothing presets and locks nothing', () => {
    expect(parsePolicy({})).toEqual({ presets: new Map(), locked: [], problems: [] });
  });

  it('gives a profile the defaults of its kind', () => {
    const { presets, problems } = parsePolicy({
      settings: {
        profiles: [{ id: 'studio', name: ' Studio ', kind: 'whip', url: 'https://a.example/whip' }],
      },
    });
    expect(problems).toEqual([]);
    expect(Object.fromEntries(presets)).toEqual({
      profiles: ['studio'],
      'profiles.studio.id': 'studio',
      'profiles.studio.name': 'Studio',
      'profiles.studio.kind': 'whip',
      'profiles.studio.url': 'https://a.example/whip',
      'profiles.studio.token': '',
      'profiles.studio.iceServers': [{ url: 'stun:stun.l.google.com:19302', username: '', credential: '' }],
      'profiles.studio.iceTransportPolicy': 'all',
    });
  });

  it.each<[string, object, string, string]>([
    ['a setting of an unknown name', { colour: 'red' }, 'colour', 'setting-unknown'],
    ['one inside a group', { watch: { colour: 'red' } }, 'watch.colour', 'setting-unknown'],
    ['a figure out of range', { watch: { errorThreshold: 1 } }, 'watch.errorThreshold', 'number-range'],
    ['a value of another type', { notifications: 'yes' }, 'notifications', 'malformed'],
    ['a group that is none', { watch: 5 }, 'watch', 'malformed'],
    ['an unknown choice', { recovery: { mode: 'pray' } }, 'recovery.mode', 'choice-unknown'],
    ['profiles that are no list', { profiles: {} }, 'profiles', 'malformed'],
    ['a profile of no kind', { profiles: [{ id: 'a', name: 'A' }] }, 'profiles.0.kind', 'malformed'],
    [
      'a profile with a wrong address',
      { profiles: [{ id: 'a', name: 'A', kind: 'whip', url: 'nonsense' }] },
      'profiles.0.url',
      'url-invalid',
    ],
    [
      'two profiles with one id',
      { profiles: [newProfile('loopback', 'a', 'A'), newProfile('loopback', 'a', 'B')] },
      'profiles.1',
      'profile-duplicate',
    ],
  ])('with %s tells that, and the rest of it holds', (_name, wrong, path, code) => {
    const policy = parsePolicy({ ...readable, settings: { ...readable.settings, ...wrong } });
    expect(policy.problems).toEqual([{ path, code }]);
    expect(policy.presets.get('keepAwake')).toBe(false);
    expect(policy.locked).toEqual(['keepAwake']);
  });

  it.each<[object, string[], object]>([
    [{ label: 'Desk' }, [], { deviceId: 'mine', label: 'My own' }],
    [{ label: 'Desk' }, ['microphone.label'], { deviceId: '', label: 'Desk' }],
    [{ label: 'Desk' }, ['microphone.deviceId'], { deviceId: '', label: 'Desk' }],
    [{ label: 'Desk' }, ['microphone'], { deviceId: '', label: 'Desk' }],
    [{ deviceId: 'theirs' }, ['microphone.deviceId'], { deviceId: 'theirs', label: '' }],
    [{}, ['microphone.label'], { deviceId: '', label: '' }],
  ])('that names the microphone %o and locks %o lets a user have %o', (microphone, locked, expected) => {
    const policy = parsePolicy({ settings: { microphone }, locked });
    expect(policy.problems).toEqual([]);
    const user = defaultSettings();
    Object.assign(user.microphone, { deviceId: 'mine', label: 'My own' });
    const merged = mergeSettings({ user, seen: new Map(), policy });
    expect(merged.settings.microphone).toMatchObject(expected);
    const fresh = mergeSettings({ user: null, seen: new Map(), policy });
    expect(fresh.settings.microphone).toMatchObject({ deviceId: '', label: '', ...microphone });
  });

  it.each<[string, unknown, string]>([
    ['of an unknown setting', ['colour'], 'colour'],
    ['of a profile that it does not bring', ['profiles.gone'], 'profiles.gone'],
    ['that is no text', [5], 'locked'],
  ])('ignores a lock %s, and tells it', (_name, locked, path) => {
    expect(parsePolicy({ locked })).toMatchObject({
      locked: [],
      problems: [{ path, code: 'setting-unknown' }],
    });
  });

  it.each([
    [{ settings: [] }, 'settings'],
    [{ locked: 'all' }, 'locked'],
  ])('that is malformed as a whole is told: %o', (policy, path) => {
    expect(parsePolicy(policy).problems).toEqual([{ path, code: 'malformed' }]);
  });

  it('of another version is not guessed at', () => {
    expect(parsePolicy({ settings: { version: 2, keepAwake: false }, locked: ['keepAwake'] })).toEqual({
      presets: new Map(),
      locked: [],
      problems: [{ path: 'version', code: 'malformed' }],
    });
  });
});

describe('the example in docs', () => {
  const policy = Object.values(example['3rdparty'].extensions)[0] ?? {};

  it('can be used as it is', () => {
    const { presets, locked, problems } = parsePolicy(policy);
    expect(problems).toEqual([]);
    expect(locked.length).toBeGreaterThan(0);
    const merged = mergeSettings({
      user: null,
      seen: new Map(),
      policy: { presets, locked, problems },
    });
    expect(merged.problems).toEqual([]);
  });
});

describe('the schema that the browser checks a policy against', () => {
  const schema = policySchema();
  const settings = schema.properties?.['settings'];

  it('has exactly one type for each node, or the extension would not load', () => {
    const wrong: string[] = [];
    const walk = (path: string, node: PolicyNode) => {
      if (typeof node.type !== 'string' || '$ref' in node || 'additionalProperties' in node) wrong.push(path);
      for (const [name, child] of Object.entries(node.properties ?? {})) walk(`${path}.${name}`, child);
      if (node.items) walk(`${path}[]`, node.items);
    };
    walk('', schema);
    expect(wrong).toEqual([]);
  });

  it.each([...toLeaves(defaultSettings()).keys()].filter((path) => !path.startsWith('profiles.')))(
    'has a place for %s',
    (path) => {
      const node = path
        .split('.')
        .reduce<PolicyNode | undefined>((at, name) => at?.properties?.[name], settings);
      expect(node?.type).toBeDefined();
    },
  );

  it.each(profileKinds)('has a place for every field of a %s profile', (kind) => {
    const fields = settings?.properties?.['profiles']?.items?.properties ?? {};
    expect(Object.keys(newProfile(kind, 'a', 'A')).filter((field) => !(field in fields))).toEqual([]);
  });
});
