import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';
import { defaultSettings } from '../../../utils/domain/settings/settings.ts';
import type { Profile } from '../../../utils/domain/profiles/profile.ts';
import { createLearnedFactsStore } from '../../../utils/settings/learned-facts-store.ts';
import { createSettingsStore, type MergedReading } from '../../../utils/settings/settings-store.ts';
import { createFakeStorage } from '../../support/fakes/fake-storage.ts';

function aStore(stored: Record<string, unknown> = {}, policy: Record<string, unknown> = {}) {
  const [local, managed] = [createFakeStorage(stored), createFakeStorage(policy)];
  return { local, managed, store: createSettingsStore({ local, managed, ...browserEdges }) };
}

describe('the settings store', () => {
  it('gives back what was saved, under the documented key', async () => {
    const { local, store } = aStore();
    const settings = { ...defaultSettings(), keepAwake: false };
    await store.save(settings);
    expect(local.held['settings']).toEqual(settings);
    await expect(store.load()).resolves.toEqual({ ok: true, settings, locked: [], policyProblems: [] });
  });

  it.each([
    ['corrupt', { version: 1, profiles: 'none' }, 'unreadable'],
    ['of a future version', { version: 99, shiny: true }, 'newer-version'],
  ])('leaves stored settings that are %s as they are, and says so', async (_name, stored, problem) => {
    const { local, store } = aStore({ settings: stored });
    await expect(store.load()).resolves.toMatchObject({ ok: false, problem });
    expect(local.held['settings']).toEqual(stored);
  });

  it('refuses to save what it could not read again, and writes nothing', async () => {
    const { local, store } = aStore();
    const invalid = { ...defaultSettings(), activeProfileId: 'nobody' };
    await expect(store.save(invalid)).rejects.toThrow(RangeError);
    expect(local.held).toEqual({});
  });

  it('tells of changes, also unreadable ones, and of nothing else', async () => {
    const { local, store } = aStore();
    const follow = vi.fn<(reading: MergedReading) => void>();
    const stop = store.onChange(follow);
    await store.save({ ...defaultSettings(), keepAwake: false });
    await vi.waitFor(() => expect(follow).toHaveBeenCalledTimes(1));
    await local.set({ other: 1 });
    await local.set({ settings: { version: 99 } });
    await vi.waitFor(() => expect(follow).toHaveBeenCalledTimes(2));
    stop();
    await store.save(defaultSettings());
    expect(follow.mock.calls.map(([reading]) => (reading.ok ? reading.settings.keepAwake : reading))).toEqual(
      [false, { ok: false, problem: 'newer-version' }],
    );
  });
});

describe('the settings store under a policy', () => {
  const policy = { settings: { keepAwake: false, notifications: false }, locked: ['keepAwake'] };

  it('gives what holds, what is locked, and what of the policy cannot be read', async () => {
    const { store } = aStore({}, { ...policy, settings: { ...policy.settings, colour: 'red' } });
    await expect(store.load()).resolves.toEqual({
      ok: true,
      settings: { ...defaultSettings(), keepAwake: false, notifications: false },
      locked: ['keepAwake'],
      policyProblems: [{ path: 'colour', code: 'setting-unknown' }],
    });
  });

  it('keeps a lock whatever is saved', async () => {
    const { store } = aStore({}, policy);
    await store.save(defaultSettings());
    await expect(store.load()).resolves.toMatchObject({
      settings: { keepAwake: false, notifications: true },
    });
  });

  it('tells of a policy that changes', async () => {
    const { managed, store } = aStore({}, policy);
    const follow = vi.fn<(reading: MergedReading) => void>();
    store.onChange(follow);
    await managed.set({ settings: {}, locked: [] });
    await vi.waitFor(() => expect(follow).toHaveBeenCalled());
    expect(follow.mock.lastCall?.[0]).toMatchObject({ settings: { keepAwake: true }, locked: [] });
  });

  it('goes on without a policy that the browser cannot give, and says so', async () => {
    const { local, managed } = aStore();
    const broken = { ...managed, get: () => Promise.reject(new Error('no policy service')) };
    await expect(
      createSettingsStore({ local, managed: broken, ...browserEdges }).load(),
    ).resolves.toMatchObject({
      settings: defaultSettings(),
      policyProblems: [{ path: 'settings', code: 'malformed' }],
    });
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

  it('are stored without the address, whatever stands in it, and one server a profile', async () => {
    const storage = createFakeStorage();
    const store = createLearnedFactsStore(storage);
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^[a-z0-9]{8,20}$/),
        fc.constantFrom('/', '/?k='),
        async (text, to) => {
          const keyed = { ...profile, url: `https://ingest.example${to}k3y${text}` };
          await store.remember(keyed, { trickleRefused: true });
          expect(JSON.stringify(await storage.get())).not.toContain(`k3y${text}`);
          expect(JSON.stringify(await storage.get())).not.toContain('ingest.example');
          await expect(store.factsOf(keyed)).resolves.toEqual({ trickleRefused: true });
          expect(Object.keys((await storage.get('learnedFacts'))['learnedFacts'] as object)).toHaveLength(1);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('go with their profile, and with the address that it had', async () => {
    const storage = createFakeStorage();
    const store = createLearnedFactsStore(storage);
    const other = { ...profile, id: 'other' };
    await store.remember(profile, { trickleRefused: true });
    await store.remember(other, { onePublisher: true });
    await store.keepOnly([other]);
    await expect(store.factsOf(profile)).resolves.toEqual({});
    await expect(store.factsOf(other)).resolves.toEqual({ onePublisher: true });
    await store.keepOnly([{ ...other, url: 'https://moved.example/whip' }]);
    expect((await storage.get('learnedFacts'))['learnedFacts']).toEqual({});
  });

  it('of an earlier version, under the address itself, are taken, and lose it', async () => {
    const old = { [`studio whip ${profile.url}`]: { trickleRefused: true } };
    const storage = createFakeStorage({ learnedFacts: old });
    const store = createLearnedFactsStore(storage);
    await expect(store.factsOf(profile)).resolves.toEqual({ trickleRefused: true });
    await store.keepOnly([profile]);
    expect(JSON.stringify(await storage.get('learnedFacts'))).not.toContain('ingest.example');
    await expect(store.factsOf(profile)).resolves.toEqual({ trickleRefused: true });
  });
});
