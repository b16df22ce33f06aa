import { describe, expect, it, vi } from 'vitest';
import { defaultSettings, type Profile } from '../../../utils/domain/settings.ts';
import { createLearnedFactsStore } from '../../../utils/settings/learned-facts-store.ts';
import { createSettingsStore } from '../../../utils/settings/settings-store.ts';
import { createFakeStorage } from '../../support/fakes/fake-storage.ts';

describe('the settings store', () => {
  it('gives back what was saved, under the documented key', async () => {
    const area = createFakeStorage();
    const store = createSettingsStore(area);
    const settings = { ...defaultSettings(), keepAwake: false };
    await store.save(settings);
    expect(area.held).toEqual({ settings });
    await expect(store.load()).resolves.toEqual({ ok: true, settings });
  });

  it.each([
    ['corrupt', { version: 1, profiles: 'none' }, 'unreadable'],
    ['of a future version', { version: 99, shiny: true }, 'newer-version'],
  ])('leaves stored settings that are %s as they are, and says so', async (_name, stored, problem) => {
    const area = createFakeStorage({ settings: stored });
    const store = createSettingsStore(area);
    await expect(store.load()).resolves.toMatchObject({ ok: false, problem });
    expect(area.held['settings']).toEqual(stored);
  });

  it('refuses to save what it could not read again, and writes nothing', async () => {
    const area = createFakeStorage();
    const invalid = { ...defaultSettings(), activeProfileId: 'nobody' };
    await expect(createSettingsStore(area).save(invalid)).rejects.toThrow(RangeError);
    expect(area.held).toEqual({});
  });

  it('tells of changes, also unreadable ones, and of nothing else', async () => {
    const area = createFakeStorage();
    const store = createSettingsStore(area);
    const follow = vi.fn();
    const stop = store.onChange(follow);
    await store.save(defaultSettings());
    await area.set({ other: 1 });
    await area.set({ settings: { version: 99 } });
    stop();
    await store.save(defaultSettings());
    expect(follow.mock.calls).toEqual([
      [{ ok: true, settings: defaultSettings() }],
      [{ ok: false, problem: 'newer-version' }],
    ]);
  });
});

describe('learned facts', () => {
  const profile: Profile = {
    id: 'studio',
    name: 'Studio',
    kind: 'whip',
    url: 'https://ingest.example/whip',
    token: '',
    iceServers: [],
    iceTransportPolicy: 'all',
  };

  it('are kept by profile, and the newest are all there is', async () => {
    const store = createLearnedFactsStore(createFakeStorage());
    await store.remember(profile, { trickleRefused: true });
    await store.remember(profile, { announcesNoIceServers: true });
    await expect(store.factsOf(profile)).resolves.toEqual({ announcesNoIceServers: true });
    await expect(store.factsOf({ ...profile, id: 'other' })).resolves.toEqual({});
  });

  it('are forgotten when the profile points to another server', async () => {
    const store = createLearnedFactsStore(createFakeStorage());
    await store.remember(profile, { trickleRefused: true });
    await expect(store.factsOf({ ...profile, url: 'https://other.example/whip' })).resolves.toEqual({});
  });
});
