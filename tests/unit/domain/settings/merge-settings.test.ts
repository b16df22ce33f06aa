import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inForce, mergeSettings, toStore } from '../../../../utils/domain/settings/merge-settings.ts';
import { defaultSettings, parseSettings, type Settings } from '../../../../utils/domain/settings/settings.ts';
import { noPolicy, parsePolicy, type Policy } from '../../../../utils/domain/settings/settings-policy.ts';
import { arbitrarySettings } from '../../../support/arbitrary-settings.ts';
import { aWhipProfile } from '../../../support/profiles.ts';

const studio = aWhipProfile();
const newsroom = aWhipProfile({ id: 'newsroom', name: 'Newsroom', url: 'https://news.example/whip' });
const own = aWhipProfile({ id: 'own', name: 'My own', url: 'https://own.example/whip' });

const unseen = new Map<string, unknown>();
const with_ = (part: Partial<Settings>): Settings => ({ ...defaultSettings(), ...part });
const ids = ({ profiles }: Settings) => profiles.map(({ id }) => id);

function merged(policy: Policy, user: Settings | null = null, seen: ReadonlyMap<string, unknown> = unseen) {
  return mergeSettings({ user, seen, policy });
}

describe('a setting in force', () => {
  it.each<[string, { settings?: object; locked?: string[] }, Settings | null, boolean]>([
    ['the default, where nobody says anything', {}, null, true],
    ['a preset, where the user has chosen nothing', { settings: { keepAwake: false } }, null, false],
    ['the user’s choice over a preset', { settings: { keepAwake: false } }, defaultSettings(), true],
    [
      'what is locked over the user’s choice',
      { settings: { keepAwake: false }, locked: ['keepAwake'] },
      defaultSettings(),
      false,
    ],
    [
      'the default, where something is locked without a value',
      { locked: ['keepAwake'] },
      with_({ keepAwake: false }),
      true,
    ],
  ])('comes from %s', (_name, policy, user, keepAwake) => {
    expect(merged(parsePolicy(policy), user)).toEqual({
      settings: { ...(user ?? defaultSettings()), keepAwake },
      problems: [],
    });
  });

  it('under the lock of its group comes from the policy', () => {
    const policy = parsePolicy({ settings: { watch: { errorThreshold: 30 } }, locked: ['watch'] });
    const user = with_({ watch: { errorThreshold: 80, checkIntervalMs: 1000, connectDeadlineMs: 20_000 } });
    expect(merged(policy, user).settings.watch).toEqual({ ...defaultSettings().watch, errorThreshold: 30 });
  });

  it('follows a preset that changes, unless the user has chosen another value', () => {
    const before = parsePolicy({ settings: { keepAwake: false, notifications: false } });
    const saved = { ...merged(before).settings, notifications: true };
    const after = parsePolicy({ settings: { keepAwake: true, notifications: false } });
    const { settings } = merged(after, saved, inForce(before));
    expect([settings.keepAwake, settings.notifications]).toEqual([true, true]);
  });

  it('goes back to the default when a preset that the user never changed is withdrawn', () => {
    const before = parsePolicy({ settings: { keepAwake: false } });
    expect(merged(noPolicy, merged(before).settings, inForce(before)).settings).toEqual(defaultSettings());
  });
});

describe('profiles of a policy', () => {
  const both = parsePolicy({ settings: { profiles: [studio, newsroom], activeProfileId: 'newsroom' } });

  it('stand in place of the default, and one of them is chosen', () => {
    const { settings } = merged(both);
    expect([ids(settings), settings.activeProfileId]).toEqual([['studio', 'newsroom'], 'newsroom']);
  });

  it('are chosen from where the policy chooses none', () => {
    const { settings } = merged(parsePolicy({ settings: { profiles: [studio] } }));
    expect(settings.activeProfileId).toBe('studio');
  });

  it('stand after the user’s own, whose choice counts', () => {
    const user = with_({ profiles: [own], activeProfileId: 'own' });
    const { settings } = merged(both, user);
    expect([ids(settings), settings.activeProfileId]).toEqual([['own', 'studio', 'newsroom'], 'own']);
  });

  it('are the only ones where the list is locked', () => {
    const policy = parsePolicy({ settings: { profiles: [studio] }, locked: ['profiles'] });
    const user = with_({ profiles: [own], activeProfileId: 'own' });
    const { settings } = merged(policy, user);
    expect([settings.profiles, settings.activeProfileId]).toEqual([[studio], 'studio']);
  });

  it('stay deleted when the user has deleted them, unless they are locked', () => {
    const user = with_({ profiles: [own], activeProfileId: 'own' });
    expect(ids(merged(both, user, inForce(both)).settings)).toEqual(['own']);
    const locked = parsePolicy({ settings: { profiles: [studio, newsroom] }, locked: ['profiles.studio'] });
    expect(ids(merged(locked, user, inForce(locked)).settings)).toEqual(['own', 'studio']);
  });

  it('disappear when they are withdrawn, unless the user has changed them', () => {
    const changed = { ...newsroom, token: 'mine' };
    const user = with_({ profiles: [own, studio, changed], activeProfileId: 'studio' });
    const { settings } = merged(noPolicy, user, inForce(both));
    expect([settings.profiles, settings.activeProfileId]).toEqual([[own, changed], 'own']);
  });

  it('keep the user’s own token beside an address that changes', () => {
    const user = with_({ profiles: [{ ...studio, token: 'mine' }], activeProfileId: 'studio' });
    const moved = { ...studio, url: 'https://new.example/whip' };
    const { settings } = merged(parsePolicy({ settings: { profiles: [moved] } }), user, inForce(both));
    expect(settings.profiles).toContainEqual({ ...moved, token: 'mine' });
  });

  it('can lock the address, and leave the token to the user', () => {
    const policy = parsePolicy({ settings: { profiles: [studio] }, locked: ['profiles.studio.url'] });
    const user = with_({
      profiles: [{ ...studio, url: 'https://elsewhere.example/whip', token: 'mine' }],
      activeProfileId: 'studio',
    });
    expect(merged(policy, user).settings.profiles).toEqual([{ ...studio, token: 'mine' }]);
  });

  it('replace a stored profile of the policy that has become another kind', () => {
    const policy = parsePolicy({ settings: { profiles: [{ id: 'studio', name: 'S', kind: 'loopback' }] } });
    const user = with_({ profiles: [{ ...studio, token: 'mine' }], activeProfileId: 'studio' });
    expect(merged(policy, user, inForce(both)).settings.profiles).toEqual([
      { id: 'studio', name: 'S', kind: 'loopback' },
    ]);
  });

  it('that are chosen and locked cannot be deleted', () => {
    const policy = parsePolicy({
      settings: { profiles: [studio], activeProfileId: 'studio' },
      locked: ['activeProfileId'],
    });
    const user = with_({ profiles: [own], activeProfileId: 'own' });
    const { settings } = merged(policy, user, inForce(policy));
    expect([ids(settings), settings.activeProfileId]).toEqual([['own', 'studio'], 'studio']);
  });

  it('that are chosen and do not exist are a problem', () => {
    const { settings, problems } = merged(parsePolicy({ settings: { activeProfileId: 'gone' } }));
    expect(settings.activeProfileId).toBe('loopback');
    expect(problems).toEqual([{ path: 'activeProfileId', code: 'profile-unknown' }]);
  });
});

describe('what is stored when settings under a policy are saved', () => {
  it('keeps the user’s own values under a lock, for the day it is lifted', () => {
    const policy = parsePolicy({
      settings: { profiles: [studio], watch: { errorThreshold: 30 } },
      locked: ['profiles', 'watch'],
    });
    const user = with_({
      profiles: [own],
      activeProfileId: 'own',
      watch: { ...defaultSettings().watch, errorThreshold: 80 },
    });
    const { settings } = merged(policy, user);
    const stored = toStore({ ...settings, keepAwake: false }, { user, policy });
    const lifted = merged(noPolicy, stored, inForce(policy)).settings;
    expect([ids(lifted), lifted.watch.errorThreshold, lifted.keepAwake]).toEqual([['own'], 80, false]);
  });

  it('can always be read again, and changes no setting in force', () => {
    const settings = arbitrarySettings([studio, newsroom, own, { ...studio, token: 'mine' }]);
    const lock = fc.constantFrom(
      'profiles',
      'profiles.studio',
      'profiles.studio.url',
      'activeProfileId',
      'watch',
      'keepAwake',
    );
    const policy = fc
      .record({ settings, locked: fc.uniqueArray(lock) })
      .map(({ settings: preset, locked }) => parsePolicy({ settings: preset, locked }));
    fc.assert(
      fc.property(fc.option(settings), policy, policy, (user, before, now) => {
        const first = merged(before, user).settings;
        const stored = toStore(first, { user, policy: before });
        expect(parseSettings(stored)).toEqual({ ok: true, settings: stored });
        expect(merged(before, stored, inForce(before)).settings).toEqual(first);
        const second = merged(now, stored, inForce(before));
        expect(parseSettings(second.settings).ok).toBe(true);
      }),
    );
  });
});
