import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { FailureError, type Failure } from '../../../../utils/domain/failure/failure.ts';
import { defaultSettings, type SettingsReading } from '../../../../utils/domain/settings/settings.ts';
import type { OwedSound } from '../../../../utils/domain/recording/owed-sound.ts';
import type { SessionState } from '../../../../utils/domain/session/session-state.ts';
import { createCommandQueue } from '../../../../utils/worker/session/command-queue.ts';
import { createPolicyGate } from '../../../../utils/worker/session/policy-gate.ts';
import { createRunningSessionStore } from '../../../../utils/worker/session/running-session-store.ts';
import {
  createSessionControl,
  type SessionControlDeps,
} from '../../../../utils/worker/session/session-control.ts';
import { createSessionIntent } from '../../../../utils/worker/session/session-intent.ts';
import type { Leftovers, OpenWhipSession } from '../../../../utils/worker/session/whip-sessions.ts';
import { createFakeStorage } from '../../../support/fakes/fake-storage.ts';
import { aWhipProfile } from '../../../support/profiles.ts';
import { failed, live, starting } from '../../domain/builders.ts';
import { fakeHost } from '../fake-host.ts';

interface World {
  state?: SessionState;
  leftovers?: OpenWhipSession[];
  microphone?: PermissionState;
  hasServer?: boolean;
  reading?: SettingsReading;
  load?: () => Promise<SettingsReading>;
  /** The storage, with what an earlier worker has left in it. */
  storage?: ReturnType<typeof createFakeStorage>;
  owedSound?: SessionControlDeps['history']['owedSound'];
}

function control({
  state = { phase: 'idle' },
  leftovers = [],
  microphone = 'granted',
  hasServer = true,
  reading = { ok: true, settings: defaultSettings() },
  load = () => Promise.resolve(reading),
  storage = createFakeStorage(),
  owedSound = () => Promise.resolve(null),
}: World = {}) {
  const host = fakeHost();
  const session = {
    state: vi.fn(() => Promise.resolve(state)),
    check: vi.fn(() => Promise.resolve(state)),
    nextChange: vi.fn(() => new Promise<SessionState>(() => undefined)),
    heard: vi.fn(),
    enforce: vi.fn(() => Promise.resolve()),
    stop: vi.fn(() => Promise.resolve()),
    setMuted: vi.fn<SessionControlDeps['session']['setMuted']>(() => Promise.resolve()),
    dismissFailure: vi.fn(() => Promise.resolve()),
    failStart: vi.fn<SessionControlDeps['session']['failStart']>(() => Promise.resolve()),
  };
  const running = createRunningSessionStore(storage);
  const remember = vi.spyOn(running, 'remember');
  const remove = vi.fn<Leftovers['remove']>(() => Promise.resolve());
  const openPermissionPage = vi.fn(() => Promise.resolve());
  const rememberMicrophoneGrant = vi.fn(() => Promise.resolve());
  const intent = createSessionIntent(running);
  intent.follow(state);
  const created = createSessionControl({
    version: '0.2.0',
    host,
    session,
    running,
    intent,
    queue: createCommandQueue(),
    gate: createPolicyGate({
      settings: {
        loadToStart: async () => ({ reading: await load(), unconfirmed: null }),
      },
      onWaiting: () => undefined,
      now: () => 5000,
    }),
    latePolicy: { confirm: () => Promise.resolve() },
    settings: { load, loadOrDefaults: () => Promise.resolve(defaultSettings()) },
    learned: { factsOf: () => Promise.resolve({ trickleRefused: true }), remember: () => Promise.resolve() },
    access: {
      microphone: () => Promise.resolve(microphone),
      hasServer: () => Promise.resolve(hasServer),
      rememberMicrophoneGrant,
    },
    history: { owedSound },
    whipSessions: { open: () => Promise.resolve(leftovers), remove },
    openPermissionPage,
    newSessionId: () => 'by-shortcut',
    now: () => 5000,
  });
  return {
    ...created,
    host,
    session,
    running,
    intent,
    remember,
    remove,
    openPermissionPage,
    rememberMicrophoneGrant,
  };
}

describe('a Start after a session that was cut off', () => {
  const cutOff = (changes: Parameters<typeof failed>[0] = {}) =>
    failed({
      session: { ...failed().session, id: 'before', profile: { id: 'one', name: 'One', kind: 'whip' } },
      endedAt: 4000,
      failure: { reason: 'interrupted', at: 4000 },
      ...changes,
    });
  const owed: OwedSound = { sessionId: 'before', from: 3000, parts: [] };

  function resumable(changes: World = {}, destination: 'recogniser' | 'listeners' = 'recogniser') {
    const settings = {
      ...defaultSettings(),
      profiles: [aWhipProfile({ id: 'one', url: 'https://media.example/whip', destination })],
      activeProfileId: 'one',
    };
    const owedSound = vi.fn<SessionControlDeps['history']['owedSound']>(() => Promise.resolve(owed));
    const world = control({ state: cutOff(), reading: { ok: true, settings }, owedSound, ...changes });
    return { ...world, owedSound };
  }

  it('gives the host what that left unsent, once: no later host of the session is given it', async () => {
    const { start, host, owedSound, running } = resumable();
    await expect(start('two')).resolves.toBe('started');
    expect(owedSound).toHaveBeenCalledExactlyOnceWith('before', 'https://media.example');
    expect(host.start).toHaveBeenCalledWith('two', expect.objectContaining({ owed }));
    expect(await running.request('two')).not.toHaveProperty('owed');
  });

  it.each<[words: string, changes: World, destination?: 'listeners']>([
    ['listeners hear nothing late', {}, 'listeners'],
    ['it was a long time ago', { state: cutOff({ endedAt: 5000 - 300_001 }) }],
    ['it had another server', { state: cutOff({ session: failed().session }) }],
    ['it was not cut off', { state: cutOff({ failure: { reason: 'host-gone' } }) }],
    ['there is none', { state: { phase: 'idle' } }],
  ])('asks for nothing where %s', async (_words, changes, destination) => {
    const { start, host, owedSound } = resumable(changes, destination);
    await expect(start('two')).resolves.toBe('started');
    expect(owedSound).not.toHaveBeenCalled();
    expect(host.start).toHaveBeenCalledWith(
      'two',
      expect.not.objectContaining({ owed: expect.anything() as unknown }),
    );
  });

  it.each<[words: string, owedSound: SessionControlDeps['history']['owedSound']]>([
    ['finds nothing', () => Promise.resolve(null)],
    ['is off', () => Promise.reject(new Error('no history'))],
    [
      'throws',
      () => {
        throw new Error('no history');
      },
    ],
    ['does not answer', () => new Promise(() => undefined)],
  ])('begins all the same where the history %s', async (_words, owedSound) => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { start, host } = resumable({ owedSound });
    const started = start('two');
    await vi.advanceTimersByTimeAsync(1500);
    await expect(started).resolves.toBe('started');
    expect(host.start.mock.lastCall?.[1]).not.toHaveProperty('owed');
  });
});

describe('start', () => {
  it('has the host there and gives it all it needs', async () => {
    const { start, host, remember } = control();
    await expect(start('one')).resolves.toBe('started');
    expect(host.ensure).toHaveBeenCalledBefore(host.start);
    const { microphone, watch, recovery, attention, profiles } = defaultSettings();
    const request = {
      version: '0.2.0',
      profile: profiles[0],
      learned: { trickleRefused: true },
      granted: [],
      microphone,
      watch,
      recovery,
      attention,
      microphoneWasGranted: true,
      recording: 'never',
      catchUp: null,
    };
    expect(host.start).toHaveBeenCalledWith('one', request);
    // Remembered for when that host is lost.
    expect(remember).toHaveBeenCalledWith('one', request, null);
  });

  it.each<[string, World]>([
    ['the microphone was never asked for', { microphone: 'prompt' }],
    ['the microphone was refused', { microphone: 'denied' }],
    ['the server’s origin is not granted', { hasServer: false }],
  ])('opens the permission page when %s', async (_name, world) => {
    const { start, host, openPermissionPage } = control(world);
    await expect(start('one')).resolves.toBe('permission-page-opened');
    expect(openPermissionPage).toHaveBeenCalledOnce();
    expect(host.start).not.toHaveBeenCalled();
  });
});

describe('what earlier sessions left at a server', () => {
  const leftovers = [{ url: 'https://ingest.example/session/1', profileId: 'studio' }];

  it('is removed by the next Start', async () => {
    const { start, remove } = control({ leftovers });
    await start('one');
    expect(remove).toHaveBeenCalledExactlyOnceWith(leftovers);
  });

  it('is the session itself where one runs, and nothing is remembered in its place', async () => {
    const { start, remove, remember } = control({ leftovers, state: live() });
    await expect(start('one')).resolves.toBe('started');
    expect(remove).not.toHaveBeenCalled();
    expect(remember).not.toHaveBeenCalled();
  });
});

describe('start with settings that cannot be read', () => {
  it('opens the page that says so where a shortcut or the menu has no words of its own', async () => {
    const { perform, host, openPermissionPage } = control({
      reading: { ok: false, problem: 'newer-version' },
    });
    await perform('toggle-session');
    expect(openPermissionPage).toHaveBeenCalledOnce();
    expect(host.start).not.toHaveBeenCalled();
  });

  it('says so, and streams to no other server instead', async () => {
    const { start, host } = control({ reading: { ok: false, problem: 'newer-version' } });
    await expect(start('one')).rejects.toMatchObject({ failure: { reason: 'settings-unreadable' } });
    expect(host.start).not.toHaveBeenCalled();
  });
});

describe('a Start from where there is no place for words', () => {
  const broken = () => Promise.reject(new TypeError('no document can be created'));
  const gone = () => Promise.reject(new FailureError({ reason: 'host-gone' }));
  const head = { id: 'by-shortcut', startedAt: 5000, profile: { kind: 'loopback' } };

  it.each<[string, (world: ReturnType<typeof control>) => unknown, Failure['reason']]>([
    ['no host can be made', ({ host }) => host.ensure.mockImplementation(broken), 'unexpected'],
    ['the host is gone again', ({ host }) => host.start.mockImplementation(gone), 'host-gone'],
  ])(
    'that fails is told as the failure of its session, in the log too: %s',
    async (_name, breakIt, reason) => {
      const world = control();
      breakIt(world);
      await world.perform('toggle-session');
      const calls = [[head, { reason }, [{ kind: 'session-started' }]]];
      expect(world.session.failStart.mock.calls).toMatchObject(calls);
    },
  );

  it('is told where not even the page that asks for what is missing can be opened', async () => {
    const world = control({ microphone: 'prompt' });
    world.openPermissionPage.mockRejectedValue(new Error('there is no window'));
    await world.perform('toggle-session');
    expect(world.session.failStart).toHaveBeenCalledOnce();
  });

  it.each<[string, () => Promise<SettingsReading>]>([
    ['are broken', () => Promise.resolve({ ok: false, problem: 'newer-version' })],
    ['cannot be asked for', () => Promise.reject(new Error('the storage is broken'))],
  ])('names no profile in the log that nobody chose: the settings %s', async (_name, load) => {
    const world = control({ load });
    world.openPermissionPage.mockRejectedValue(new Error('there is no window'));
    await world.perform('toggle-session');
    expect(world.session.failStart.mock.lastCall?.[2]).toEqual([]);
  });

  it('says nothing over a session that runs by then', async () => {
    const world = control();
    world.host.start.mockImplementation(gone);
    world.session.check.mockResolvedValueOnce({ phase: 'idle' }).mockResolvedValueOnce(live());
    await world.perform('toggle-session');
    expect(world.session.failStart).not.toHaveBeenCalled();
  });
});

describe('a Start that no page watches and whose worker has ended', () => {
  /** The storage that a worker leaves which ended while it waited for the settings. */
  async function leftByWorker(at = 5000) {
    const storage = createFakeStorage();
    const waiting = control({ storage, load: () => new Promise(() => undefined) });
    void waiting.perform('toggle-session');
    await vi.waitFor(async () => expect(await waiting.running.unseenStart()).not.toBeNull());
    await waiting.running.noteUnseenStart({ sessionId: 'by-shortcut', at });
    return storage;
  }

  it('is made by the next worker, once', async () => {
    const storage = await leftByWorker();
    const next = control({ storage });
    await next.takeUpUnseenStart();
    expect(next.host.start.mock.calls.map(([id]) => id)).toEqual(['by-shortcut']);
    const later = control({ storage });
    await later.takeUpUnseenStart();
    expect(later.host.start).not.toHaveBeenCalled();
  });

  it('is not made where the user has stopped it', async () => {
    const storage = await leftByWorker();
    const next = control({ storage });
    await next.running.withdraw('by-shortcut');
    await next.takeUpUnseenStart();
    expect(next.host.start).not.toHaveBeenCalled();
  });

  it('is not made twice by the worker that makes it', async () => {
    const world = control();
    const performed = world.perform('toggle-session');
    await world.takeUpUnseenStart();
    await performed;
    expect(world.host.start).toHaveBeenCalledOnce();
  });

  it.each([-20_000, 20_000])('is told as failed %d ms later', async (ms) => {
    const storage = await leftByWorker(5000 - ms);
    const next = control({ storage });
    await next.takeUpUnseenStart();
    expect(next.host.start).not.toHaveBeenCalled();
    const calls = [[{ id: 'by-shortcut' }, { reason: 'host-gone' }, [{ kind: 'session-started' }]]];
    expect(next.session.failStart.mock.calls).toMatchObject(calls);
    expect(await next.running.unseenStart()).toBeNull();
  });

  it('that fails again is told as any other', async () => {
    const next = control({ storage: await leftByWorker() });
    next.host.ensure.mockRejectedValue(new TypeError('no document can be created'));
    await next.takeUpUnseenStart();
    expect(next.session.failStart).toHaveBeenCalledOnce();
  });
});

describe('making ready', () => {
  it('has the host there, and does not wait for what it then does ahead', async () => {
    const { prepare, host } = control();
    host.warmUp.mockReturnValue(new Promise(() => undefined));
    await prepare();
    expect(host.ensure).toHaveBeenCalledOnce();
    await vi.waitFor(() =>
      expect(host.warmUp).toHaveBeenCalledExactlyOnceWith(defaultSettings().profiles[0]),
    );
  });

  it('contacts no server that the user has not allowed', async () => {
    const { prepare, host } = control({ hasServer: false });
    await prepare();
    await new Promise((resolve) => setImmediate(resolve));
    expect(host.warmUp).not.toHaveBeenCalled();
  });
});

describe('a Stop that waits until what was said is sent', () => {
  it('is the host’s to perform', async () => {
    const { stop, host, session } = control({ state: live() });
    await stop('delivered');
    expect(host.stop.mock.calls).toEqual([['delivered']]);
    expect(session.stop).not.toHaveBeenCalled();
  });

  it('is none where nothing runs', async () => {
    const { stop, host } = control();
    await stop('delivered');
    expect(host.stop).not.toHaveBeenCalled();
  });

  it('stops at once where the host does not obey', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { stop, host, session } = control({ state: live() });
    host.stop.mockImplementation(() => new Promise(() => undefined));
    const stopped = stop('delivered');
    await vi.runAllTimersAsync();
    await stopped;
    expect(session.stop).toHaveBeenCalledOnce();
  });
});

describe('the button of a notification', () => {
  const own = live().running.session.id;

  it.each<[string, string, 'goes on' | 'unmutes' | 'does nothing']>([
    ['its question', `question:${own}`, 'goes on'],
    ['its mute', `mute:${own}`, 'unmutes'],
    ['its loss, which has no button', `loss:${own}`, 'does nothing'],
    ['the question of a session that is over', 'question:earlier', 'does nothing'],
    ['the mute of a session that is over', 'mute:earlier', 'does nothing'],
    ['something else', 'mute:', 'does nothing'],
  ])('of %s', async (_words, noticeId, effect) => {
    const { pressButton, session, host } = control({ state: live({ muted: true }) });
    await pressButton(noticeId);
    expect(host.answerQuestion).toHaveBeenCalledTimes(effect === 'goes on' ? 1 : 0);
    expect(session.setMuted.mock.calls.map(([, muted]) => muted)).toEqual(
      effect === 'unmutes' ? [false] : [],
    );
  });
});

describe('a shortcut or menu', () => {
  it.each<[string, SessionState, 'start' | 'stop']>([
    ['nothing runs', { phase: 'idle' }, 'start'],
    ['a session has failed', failed(), 'start'],
    ['it starts', starting(), 'stop'],
    ['it is live', live(), 'stop'],
  ])('toggles the session: when %s', async (_name, state, expected) => {
    const { perform, host, session } = control({ state });
    await perform('toggle-session');
    expect(host.start).toHaveBeenCalledTimes(expected === 'start' ? 1 : 0);
    expect(session.stop).toHaveBeenCalledTimes(expected === 'stop' ? 1 : 0);
  });

  const behind = { state: 'catching-up', behindMs: 4000, at: 5000, speed: 1.25, road: 'stretch' } as const;

  it.each<[string, SessionState, 'delivered' | 'now']>([
    ['something is not sent yet', live({ behind }), 'delivered'],
    [
      'what was said before it was live may still be on its way',
      live({ behind: { ...behind, state: 'level', behindMs: 0 } }),
      'delivered',
    ],
    ['nothing was said before', starting({ behind: { ...behind, state: 'beginning' } }), 'now'],
    ['all of it is sent', live({ behind: null }), 'now'],
    ['the rest is being sent since a Stop', live({ behind, stopsWhenDelivered: true }), 'now'],
  ])('stops where %s', async (_name, state, when) => {
    const { perform, session, host } = control({ state });
    await perform('toggle-session');
    expect(host.stop.mock.calls).toEqual(when === 'delivered' ? [['delivered']] : []);
    expect(session.stop).toHaveBeenCalledTimes(when === 'now' ? 1 : 0);
  });

  it.each([
    [live(), [[true]]],
    [live({ muted: true }), [[false]]],
    [failed(), []],
  ])('toggles mute only while a session runs', async (state, calls) => {
    const { perform, session } = control({ state });
    await perform('toggle-mute');
    expect(session.setMuted.mock.calls.map(([, muted]) => [muted])).toEqual(calls);
  });
});

describe('a test of a profile', () => {
  const { profiles } = defaultSettings();
  const [profile] = profiles;
  if (!profile) throw new Error('there is a default profile');

  it('has the host there, and needs neither the microphone nor a saved profile', async () => {
    const { testProfile, host } = control({ microphone: 'denied' });
    const draft = aWhipProfile();
    await expect(testProfile('one', draft)).resolves.toBe('begun');
    expect(host.ensure).toHaveBeenCalledBefore(host.testProfile);
    expect(host.testProfile).toHaveBeenCalledWith('one', expect.objectContaining({ profile: draft }));
  });

  it('does not run beside a session', async () => {
    const { testProfile, host } = control({ state: live() });
    await expect(testProfile('one', profile)).resolves.toBe('session-running');
    expect(host.testProfile).not.toHaveBeenCalled();
  });

  it('contacts no server without permission', async () => {
    const { testProfile, host } = control({ hasServer: false });
    await expect(testProfile('one', aWhipProfile())).rejects.toMatchObject({
      failure: { reason: 'server-permission-needed', origin: 'https://media.example' },
    });
    expect(host.testProfile).not.toHaveBeenCalled();
  });

  it('is cancelled also where its host is only being made', async () => {
    const { testProfile, cancelProfileTest, host } = control();
    const made = Promise.withResolvers<undefined>();
    host.ensure.mockReturnValue(made.promise);
    const begun = testProfile('one', profile);
    const cancelled = cancelProfileTest();
    await new Promise((resolve) => setImmediate(resolve));
    expect(host.cancelProfileTest).not.toHaveBeenCalled();
    made.resolve(undefined);
    await Promise.all([begun, cancelled]);
    expect(host.testProfile).toHaveBeenCalledBefore(host.cancelProfileTest);
  });

  it('that could not begin can be cancelled all the same', async () => {
    const { testProfile, cancelProfileTest, host } = control({ hasServer: false });
    await expect(testProfile('one', aWhipProfile())).rejects.toThrow();
    await cancelProfileTest();
    expect(host.cancelProfileTest).toHaveBeenCalledOnce();
  });
});
