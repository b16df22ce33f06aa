import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';
import { recordingOf } from '../../../utils/domain/settings/recording-of.ts';
import { mergeSettings } from '../../../utils/domain/settings/merge-settings.ts';
import { activeProfile, defaultSettings, type Settings } from '../../../utils/domain/settings/settings.ts';
import { isCovered, toLeaves } from '../../../utils/domain/settings/settings-paths.ts';
import { parsePolicy } from '../../../utils/domain/settings/settings-policy.ts';
import type { Overruled, UserChoices } from '../../../utils/domain/settings/settings-to-start.ts';
import { createSettingsStore, type MergedReading } from '../../../utils/settings/settings-store.ts';
import { createFakeStorage } from '../../support/fakes/fake-storage.ts';
import { arbitrarySettings } from '../../support/arbitrary-settings.ts';
import { aWhipProfile } from '../../support/profiles.ts';

type Values = Record<string, unknown>;

const studio = aWhipProfile();
const newsroom = aWhipProfile({ id: 'newsroom', name: 'Newsroom', url: 'https://news.example/whip' });
const elsewhere = { ...studio, url: 'https://elsewhere.example/whip' };
const locking: Values = { settings: { keepAwake: false }, locked: ['keepAwake'] };
const never = new AbortController().signal;

/** A browser that says what an administrator has set when the test makes it. */
function aBrowser(stored: Values = {}, copy?: Values) {
  const local = createFakeStorage({ ...stored, ...(copy ? { policyCopy: copy } : {}) });
  const area = createFakeStorage();
  let answer = Promise.withResolvers<Values>();
  const managed = { ...area, get: () => answer.promise };
  return {
    local,
    store: createSettingsStore({ local, managed, ...browserEdges }),
    /** Starts the browser again: later questions are those of a browser that has not answered yet. */
    restart() {
      answer = Promise.withResolvers();
      return createSettingsStore({ local, managed, ...browserEdges });
    },
    async say(values: Values) {
      answer.resolve(values);
      await vi.advanceTimersByTimeAsync(0);
    },
    async refuse() {
      answer.reject(new Error('no policy service'));
      await vi.advanceTimersByTimeAsync(0);
    },
    async change(values: Values) {
      answer = Promise.withResolvers();
      answer.resolve(values);
      await area.set({ changed: values });
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

async function readingOf(asked: Promise<MergedReading>) {
  await vi.advanceTimersByTimeAsync(100);
  const reading = await asked;
  if (!reading.ok) throw new Error('the settings cannot be read');
  return reading;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('settings that are read before the browser says what an administrator has set', () => {
  it('are those of the last policy, locks included', async () => {
    const { store } = aBrowser({}, locking);
    await expect(readingOf(store.load())).resolves.toMatchObject({
      settings: { keepAwake: false },
      locked: ['keepAwake'],
    });
  });

  it('are the user’s own where no policy was ever read, and come before the wait is seen', async () => {
    const settings = { ...defaultSettings(), badge: false };
    const { store } = aBrowser({ settings });
    const loaded = vi.fn();
    void store.load().then(loaded);
    await vi.advanceTimersByTimeAsync(25);
    expect(loaded.mock.calls[0]?.[0]).toMatchObject({ settings, locked: [] });
  });

  it('are under the policy at once where the answer is there, though its copy is slow to be kept', async () => {
    const browser = aBrowser();
    browser.local.set = () => new Promise(() => undefined);
    await browser.say(locking);
    const loaded = vi.fn();
    void browser.store.load().then(loaded);
    await vi.advanceTimersByTimeAsync(0);
    expect(loaded.mock.calls[0]?.[0]).toMatchObject({ locked: ['keepAwake'] });
  });

  it.each<[string, Values | undefined]>([
    ['none was read', undefined],
    ['none was found', {}],
    ['another one was found', { settings: { badge: false }, locked: ['badge'] }],
  ])('give way to the answer, which is told and kept for the next start: where %s', async (_name, copy) => {
    const browser = aBrowser({}, copy);
    const follow = vi.fn<(reading: MergedReading) => void>();
    browser.store.onChange(follow);
    await readingOf(browser.store.load());
    await browser.say(locking);
    expect(follow).toHaveBeenCalledOnce();
    expect(follow.mock.lastCall?.[0]).toMatchObject({
      settings: { keepAwake: false, badge: true },
      locked: ['keepAwake'],
    });
    await expect(readingOf(browser.restart().load())).resolves.toMatchObject({ locked: ['keepAwake'] });
  });

  it('are told again for no answer that says the same', async () => {
    const browser = aBrowser({}, locking);
    const follow = vi.fn();
    browser.store.onChange(follow);
    await readingOf(browser.store.load());
    await browser.say(locking);
    expect(follow).not.toHaveBeenCalled();
  });

  it('keep the last policy’s locks where the browser refuses to answer, and say so', async () => {
    const browser = aBrowser({}, locking);
    await readingOf(browser.store.load());
    await browser.refuse();
    await expect(readingOf(browser.store.load())).resolves.toMatchObject({
      settings: { keepAwake: false },
      locked: ['keepAwake'],
      policyProblems: [{ path: 'settings', code: 'malformed' }],
    });
    await expect(readingOf(browser.restart().load())).resolves.toMatchObject({ locked: ['keepAwake'] });
  });

  it('follow a policy that changes after the answer', async () => {
    const browser = aBrowser({}, {});
    const follow = vi.fn<(reading: MergedReading) => void>();
    browser.store.onChange(follow);
    await readingOf(browser.store.load());
    await browser.say({});
    await browser.change(locking);
    expect(follow.mock.lastCall?.[0]).toMatchObject({ locked: ['keepAwake'] });
    await expect(readingOf(browser.restart().load())).resolves.toMatchObject({ locked: ['keepAwake'] });
  });

  it('are read also where the copy cannot be kept', async () => {
    const browser = aBrowser();
    browser.local.set = () => Promise.reject(new Error('QUOTA_BYTES'));
    await readingOf(browser.store.load());
    await browser.say(locking);
    await expect(readingOf(browser.store.load())).resolves.toMatchObject({ locked: ['keepAwake'] });
  });

  it('are waited for by whoever does what cannot be undone', async () => {
    const browser = aBrowser({}, { settings: { history: { keepDays: 1 } } });
    const settled = vi.fn();
    void browser.store.loadWithPolicy().then(settled);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(settled).not.toHaveBeenCalled();
    await browser.say({});
    expect(settled).toHaveBeenCalledExactlyOnceWith(defaultSettings());
  });
});

describe('a Start before the answer', () => {
  it.each<[string, Values | undefined]>([
    ['a policy was found the last time', locking],
    ['nothing is known of one', undefined],
  ])('waits where %s, and says so', async (_name, copy) => {
    const browser = aBrowser({}, copy);
    const [begun, onWait] = [vi.fn(), vi.fn()];
    void browser.store.loadToStart(never, onWait).then(begun);
    await vi.advanceTimersByTimeAsync(3000);
    expect(onWait).toHaveBeenCalledOnce();
    expect(begun).not.toHaveBeenCalled();
    await browser.say(locking);
    expect(begun.mock.calls[0]?.[0]).toMatchObject({ reading: { settings: { keepAwake: false } } });
  });

  it('says nothing of a wait that nobody notices', async () => {
    const browser = aBrowser({}, locking);
    const onWait = vi.fn();
    const begun = browser.store.loadToStart(never, onWait);
    await vi.advanceTimersByTimeAsync(50);
    await browser.say(locking);
    await begun;
    await vi.advanceTimersByTimeAsync(1000);
    expect(onWait).not.toHaveBeenCalled();
  });

  it.each<[string, Values, Overruled | null]>([
    ['another setting', { settings: { badge: false }, locked: ['badge'] }, null],
    [
      'another server as a preset, which the user has chosen otherwise',
      { settings: { profiles: [newsroom], activeProfileId: 'newsroom' } },
      null,
    ],
    [
      'another server',
      { settings: { profiles: [newsroom], activeProfileId: 'newsroom' }, locked: ['activeProfileId'] },
      'session',
    ],
    ['the list of servers', { settings: { profiles: [newsroom] }, locked: ['profiles'] }, 'session'],
    [
      'another address of this server',
      { settings: { profiles: [elsewhere] }, locked: ['profiles.studio'] },
      'session',
    ],
    [
      'another token',
      { settings: { profiles: [{ ...studio, token: 'theirs' }] }, locked: ['profiles.studio'] },
      'session',
    ],
    [
      'the same server and token',
      { settings: { profiles: [{ ...studio, token: 'mine' }] }, locked: ['profiles.studio'] },
      null,
    ],
    ['no recording', { settings: { recording: { keep: 'never' } }, locked: ['recording'] }, 'recording'],
    [
      'no recording, as a preset of what the user has not chosen',
      { settings: { recording: { keep: 'never' } } },
      null,
    ],
    [
      'no recording of this server',
      {
        settings: { profiles: [{ ...studio, token: 'mine', recording: 'never' }] },
        locked: ['profiles.studio'],
      },
      'recording',
    ],
    [
      'another time for which it is kept',
      { settings: { recording: { keep: 'always' } }, locked: ['recording.keep'] },
      null,
    ],
    [
      'no recording, and another server',
      {
        settings: { profiles: [newsroom], activeProfileId: 'newsroom', recording: { keep: 'never' } },
        locked: ['activeProfileId', 'recording'],
      },
      'session',
    ],
  ])(
    'begins at once where the last policy was none, and it is known of a policy that sets %s, by this worker or the next',
    async (_name, values, overruled) => {
      for (const isNextWorker of [false, true]) {
        const mine = { ...studio, token: 'mine' };
        const user = { ...defaultSettings(), profiles: [mine], activeProfileId: 'studio' };
        const browser = aBrowser({ settings: user }, {});
        const { reading, unconfirmed } = await browser.store.loadToStart(never);
        expect(reading).toMatchObject({ ok: true, settings: user });
        expect(JSON.stringify(unconfirmed)).not.toContain('mine');
        // A choice after the Start is for the next session, and does not contradict this one.
        const profiles = [mine, { ...newsroom, id: 'other' }];
        await browser.store.save({ ...user, profiles, activeProfileId: 'other' });
        const store = isNextWorker ? browser.restart() : browser.store;
        const told = store.overruledBy(JSON.parse(JSON.stringify(unconfirmed)) as UserChoices);
        await browser.say(values);
        await expect(told).resolves.toBe(overruled);
      }
    },
  );

  it('is given up with words where the browser never answers, and at once where it is stopped', async () => {
    const browser = aBrowser({}, locking);
    const waited = expect(browser.store.loadToStart(never)).rejects.toMatchObject({
      failure: { reason: 'policy-unanswered' },
    });
    await vi.advanceTimersByTimeAsync(20_000);
    await waited;
    const stopping = new AbortController();
    const stopped = expect(browser.store.loadToStart(stopping.signal)).rejects.toBe('stopped');
    await vi.advanceTimersByTimeAsync(10);
    stopping.abort('stopped');
    await stopped;
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each<[string, () => Promise<Values>]>([
    ['refuses', () => Promise.reject(new DOMException('corrupt', 'UnknownError'))],
    [
      'throws',
      () => {
        throw new Error('the context is gone');
      },
    ],
    ['never answers', () => new Promise(() => undefined)],
  ])('says that the settings cannot be read where their storage %s', async (_name, get) => {
    const { local } = aBrowser();
    const store = createSettingsStore({
      local: { ...local, get },
      managed: createFakeStorage(),
      ...browserEdges,
    });
    const begun = expect(store.loadToStart(never)).rejects.toMatchObject({
      failure: { reason: 'settings-unreadable' },
    });
    await vi.advanceTimersByTimeAsync(10_000);
    await begun;
  });

  it('goes on under the last policy where the browser refuses to answer', async () => {
    const browser = aBrowser({}, locking);
    const begun = browser.store.loadToStart(never);
    await vi.advanceTimersByTimeAsync(10);
    await browser.refuse();
    await expect(begun).resolves.toMatchObject({ reading: { settings: { keepAwake: false } } });
  });
});

const anySettings = arbitrarySettings([studio, newsroom, elsewhere]);
const paths = [...toLeaves(defaultSettings()).keys(), 'profiles', 'profiles.studio'];
const policies: fc.Arbitrary<Values> = fc.record(
  {
    settings: anySettings.chain((settings) =>
      fc
        .subarray(Object.entries(settings).filter(([name]) => name !== 'version'))
        .map((members): Values => Object.fromEntries(members)),
    ),
    locked: fc.subarray(paths),
  },
  { requiredKeys: [] },
);
const users: fc.Arbitrary<Settings | null> = fc.option(anySettings);
const copies = fc.option(fc.oneof(fc.constant<Values>({}), policies), { nil: undefined });
const stored = (user: Settings | null): Values => (user ? { settings: user } : {});

function truth(user: Settings | null, values: Values): Settings {
  return mergeSettings({ user, seen: new Map(), policy: parsePolicy(values) }).settings;
}

describe('whatever the last policy was, whatever the policy is, whenever the user starts', () => {
  it('no session goes on with a profile that is not what the policy says, or is recorded where it says never', async () => {
    await fc.assert(
      fc.asyncProperty(
        users,
        copies,
        policies,
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 3000 }),
        async (user, copy, policy, startsAt, saysAt) => {
          const browser = aBrowser(stored(user), copy);
          const saying = setTimeout(() => void browser.say(policy), saysAt);
          await vi.advanceTimersByTimeAsync(startsAt);
          const starting = browser.store.loadToStart(never);
          await vi.advanceTimersByTimeAsync(3000);
          clearTimeout(saying);
          const { reading, unconfirmed } = await starting;
          if (!reading.ok) throw new Error('the settings cannot be read');
          const overruled = unconfirmed && (await browser.store.overruledBy(unconfirmed));
          if (overruled === 'session') return;
          const [is, toBe] = [reading.settings, truth(user, policy)];
          const [profile, wanted] = [activeProfile(is), activeProfile(toBe)];
          expect({ ...profile, recording: null }).toEqual({ ...wanted, recording: null });
          const isRecorded = recordingOf(is, profile) !== 'never' && overruled === null;
          if (isRecorded) expect(recordingOf(toBe, wanted)).not.toBe('never');
        },
      ),
      { numRuns: 200 },
    );
  });

  it('what was locked stays locked until the answer, and what is locked is so from the answer on', async () => {
    await fc.assert(
      fc.asyncProperty(users, policies, policies, async (user, copy, policy) => {
        const browser = aBrowser(stored(user), copy);
        const before = await readingOf(browser.store.load());
        expect(before.locked).toEqual(parsePolicy(copy).locked);
        expect(before.settings).toEqual(truth(user, copy));
        await browser.say(policy);
        const after = await readingOf(browser.store.load());
        expect(after.locked).toEqual(parsePolicy(policy).locked);
        expect(after.settings).toEqual(truth(user, policy));
      }),
    );
  });

  it('a save before the answer changes what the user changed, and neither loses nor fakes a lock or a preset', async () => {
    await fc.assert(
      fc.asyncProperty(users, copies, policies, fc.boolean(), async (user, copy, policy, badge) => {
        const browser = aBrowser(stored(user), copy);
        const shown = await readingOf(browser.store.load());
        fc.pre(!isCovered('badge', shown.locked));
        const saving = browser.store.save({ ...shown.settings, badge });
        await vi.advanceTimersByTimeAsync(100);
        await saving;
        await browser.say(policy);
        const { settings } = await readingOf(browser.store.load());
        const parsed = parsePolicy(policy);
        const wanted = toLeaves(truth(user, policy));
        // A value that the last policy presets is the policy's, even where the user has chosen the same value
        // before.
        const isPreset = (path: string) =>
          parsePolicy(copy ?? {}).presets.has(path) && !isCovered(path, shown.locked);
        // A value that the user left unchanged is as if nothing had been saved; profiles are the user's own
        // from the first save on.
        const leaves = [...toLeaves(settings)].filter(
          ([path]) => !/^(profiles|activeProfileId)/.test(path) && !(user && isPreset(path)),
        );
        for (const [path, value] of leaves) {
          if (path !== 'badge' || isCovered('badge', parsed.locked))
            expect([path, value]).toEqual([path, wanted.get(path)]);
        }
        const isChoice = badge !== shown.settings.badge && !isPreset('badge');
        if (isChoice && !isCovered('badge', parsed.locked)) expect(settings.badge).toBe(badge);
        for (const path of parsed.locked.filter((each) => each.startsWith('profiles')))
          expect(
            settings.profiles.filter(({ id }) => path === 'profiles' || path === `profiles.${id}`),
          ).toEqual(
            truth(user, policy).profiles.filter(({ id }) => path === 'profiles' || path === `profiles.${id}`),
          );
      }),
    );
  });
});
