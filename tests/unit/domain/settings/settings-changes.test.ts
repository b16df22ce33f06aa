import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsChanges, undoChanges } from '../../../../utils/domain/settings/settings-changes.ts';
import { defaultSettings, parseSettings, type Settings } from '../../../../utils/domain/settings/settings.ts';
import type { Profile } from '../../../../utils/domain/profiles/profile.ts';
import { aWhipProfile } from '../../../support/profiles.ts';
import { arbitrarySettings } from '../../../support/arbitrary-settings.ts';

const named = (id: string) => aWhipProfile({ id, name: id.toUpperCase() });
const [a, b, c, d] = [named('a'), named('b'), named('c'), named('d')];
const with_ = (list: readonly Profile[], part: Partial<Settings> = {}): Settings => ({
  ...defaultSettings(),
  profiles: [...list],
  activeProfileId: list[0]?.id ?? '',
  ...part,
});
const ids = (settings: Settings) => settings.profiles.map(({ id }) => id).join('');

describe('the changes between two settings', () => {
  it('are none where they are the same', () => {
    expect(settingsChanges(defaultSettings(), defaultSettings())).toEqual([]);
  });

  it('are told by path', () => {
    const before = with_([a, b]);
    const after = with_([{ ...a, name: 'New' }, c], { keepAwake: false });
    expect(settingsChanges(before, after).map(({ type, path }) => `${type} ${path}`)).toEqual([
      'profile-removed profiles.b',
      'profile-field profiles.a.name',
      'profile-added profiles.c',
      'value keepAwake',
    ]);
  });

  it('tell an order of its own only where those that stayed stand otherwise', () => {
    const types = (before: Settings, after: Settings) =>
      settingsChanges(before, after).map(({ type }) => type);
    const one = { activeProfileId: 'a' };
    expect(types(with_([a, b, c], one), with_([a, c, b], one))).toEqual(['profiles-reordered']);
    expect(types(with_([a, b, c], one), with_([a, c], one))).toEqual(['profile-removed']);
  });

  it('take another kind as another profile', () => {
    const loop: Profile = { id: 'a', name: 'A', kind: 'loopback' };
    expect(settingsChanges(with_([a]), with_([loop]))).toEqual([
      { type: 'profile-replaced', path: 'profiles.a', profile: loop },
    ]);
  });
});

describe('undo', () => {
  it('restores what the change touched, and leaves what was changed since', () => {
    const before = with_([a, b]);
    const after = { ...before, keepAwake: false };
    const now = { ...after, notifications: false, profiles: [{ ...a, name: 'Since' }, b] };
    expect(undoChanges(now, before, after)).toEqual({ ...now, keepAwake: true });
  });

  it.each<[string, Profile[], Profile[], Profile[], string]>([
    ['brings a deleted profile back to its place', [a, b, c], [a, c], [a, c], 'abc'],
    ['brings it back among others that came since', [a, b, c], [a, c], [d, a, c], 'dabc'],
    ['takes an added profile away, and not one that came since', [a], [a, b], [a, b, c], 'ac'],
    ['restores an order', [a, b, c], [c, a, b], [c, a, b], 'abc'],
    ['leaves an order that was changed again since', [a, b, c], [c, a, b], [b, c, a], 'bca'],
    ['does not bring back what was deleted since', [a, b], [{ ...a, token: 'x' }, b], [b], 'b'],
  ])('%s', (_name, before, after, now, result) => {
    expect(ids(undoChanges(with_(now), with_(before), with_(after)))).toBe(result);
  });

  it('keeps a profile chosen that is there', () => {
    const settings = undoChanges(with_([b]), with_([a, b]), with_([b, a]));
    expect(settings.activeProfileId).toBe('b');
  });

  it('is the way back from any change, and always gives settings that can be read', () => {
    const settings = arbitrarySettings([a, b, c, d, { ...a, token: 'x' }]);
    fc.assert(
      fc.property(settings, settings, settings, (before, after, now) => {
        expect(undoChanges(after, before, after)).toEqual(before);
        expect(parseSettings(undoChanges(now, before, after)).ok).toBe(true);
      }),
    );
  });
});
