import { describe, expect, it, vi } from 'vitest';
import { defaultSettings, type SettingsReading } from '../../../utils/domain/settings.ts';
import type { SessionState } from '../../../utils/domain/session-state.ts';
import { createSessionControl, type HostPort } from '../../../utils/extension/session-control.ts';
import { createSessionResumption } from '../../../utils/extension/session-resumption.ts';
import { failed, live, sessionHead, starting, stopping } from '../domain/builders.ts';

function fakeHost(state: SessionState | null) {
  return {
    exists: vi.fn(() => Promise.resolve(state !== null)),
    ensure: vi.fn(() => Promise.resolve()),
    state: vi.fn(() => (state ? Promise.resolve(state) : Promise.reject(new Error('no host')))),
    start: vi.fn<HostPort['start']>(() => Promise.resolve()),
    stop: vi.fn(() => Promise.resolve()),
    setMuted: vi.fn<HostPort['setMuted']>(() => Promise.resolve()),
    useMicrophone: vi.fn<HostPort['useMicrophone']>(() => Promise.resolve()),
    dismissFailure: vi.fn(() => Promise.resolve()),
    retry: vi.fn<HostPort['retry']>(() => Promise.resolve()),
    warmUp: vi.fn<HostPort['warmUp']>(() => Promise.resolve()),
  };
}

interface World {
  host?: SessionState | null;
  told?: SessionState;
  microphone?: PermissionState;
  hasServer?: boolean;
  reading?: SettingsReading;
}

function control({
  host = null,
  told = { phase: 'idle' },
  microphone = 'granted',
  hasServer = true,
  reading = { ok: true, settings: defaultSettings() },
}: World = {}) {
  const port = fakeHost(host);
  const openPermissionPage = vi.fn(() => Promise.resolve());
  const rememberMicrophoneGrant = vi.fn(() => Promise.resolve());
  const created = createSessionControl({
    host: port,
    settings: {
      load: () => Promise.resolve(reading),
      loadOrDefaults: () => Promise.resolve(defaultSettings()),
    },
    learned: { factsOf: () => Promise.resolve({ trickleRefused: true }), remember: () => Promise.resolve() },
    access: {
      microphone: () => Promise.resolve(microphone),
      hasServer: () => Promise.resolve(hasServer),
      rememberMicrophoneGrant,
    },
    lastState: { load: () => Promise.resolve(told) },
    openPermissionPage,
  });
  return { ...created, host: port, openPermissionPage, rememberMicrophoneGrant };
}

describe('start', () => {
  it('has the host there and gives it all it needs', async () => {
    const { start, host } = control();
    await expect(start()).resolves.toBe('started');
    expect(host.ensure).toHaveBeenCalledBefore(host.start);
    const { microphone, watch, recovery, profiles } = defaultSettings();
    expect(host.start).toHaveBeenCalledWith({
      profile: profiles[0],
      learned: { trickleRefused: true },
      microphone,
      watch,
      recovery,
      microphoneWasGranted: true,
    });
  });

  it.each<[string, World]>([
    ['the microphone was never asked for', { microphone: 'prompt' }],
    ['the microphone was refused', { microphone: 'denied' }],
    ['the server’s origin is not granted', { hasServer: false }],
  ])('opens the permission page when %s', async (_name, world) => {
    const { start, host, openPermissionPage } = control(world);
    await expect(start()).resolves.toBe('permission-page-opened');
    expect(openPermissionPage).toHaveBeenCalledOnce();
    expect(host.start).not.toHaveBeenCalled();
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
    await expect(start()).rejects.toMatchObject({ failure: { reason: 'settings-unreadable' } });
    expect(host.start).not.toHaveBeenCalled();
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

describe('the state', () => {
  it.each<[string, World, SessionState]>([
    ['the host’s where there is a host', { host: live(), told: starting() }, live()],
    ['the last told where there is none', { told: failed() }, failed()],
    ['the last told where the host is new', { host: { phase: 'idle' }, told: failed() }, failed()],
    ['idle where nothing ever was', {}, { phase: 'idle' }],
  ])('is %s', async (_name, world, state) => {
    await expect(control(world).state()).resolves.toEqual(state);
  });
});

describe('a shortcut or menu', () => {
  it.each<[string, SessionState | null, 'start' | 'stop' | 'neither']>([
    ['nothing runs', null, 'start'],
    ['a session has failed', failed(), 'start'],
    ['it starts', starting(), 'stop'],
    ['it is live', live(), 'stop'],
  ])('toggles the session: when %s', async (_name, state, expected) => {
    const { perform, host } = control({ host: state });
    await perform('toggle-session');
    expect(host.start).toHaveBeenCalledTimes(expected === 'start' ? 1 : 0);
    expect(host.stop).toHaveBeenCalledTimes(expected === 'stop' ? 1 : 0);
  });

  it.each([
    [live(), [[true]]],
    [live({ muted: true }), [[false]]],
    [failed(), []],
  ])('toggles mute only while a session runs', async (state, calls) => {
    const { perform, host } = control({ host: state });
    await perform('toggle-mute');
    expect(host.setMuted.mock.calls).toEqual(calls);
  });
});

describe('a worker that wakes up', () => {
  const wokenAt = 5000;
  function resumption(host: SessionState | null, told: SessionState) {
    const tellState = vi.fn<(state: SessionState) => Promise<void>>(() => Promise.resolve());
    const followState = vi.fn<(state: SessionState) => Promise<void>>(() => Promise.resolve());
    const appendWorkerEvents = vi.fn(() => Promise.resolve());
    const { resume } = createSessionResumption({
      host: fakeHost(host),
      lastState: { load: () => Promise.resolve(told) },
      history: { appendWorkerEvents },
      followState,
      tellState,
      wokenAt,
    });
    return { resume, followState, tellState, appendWorkerEvents };
  }

  it('picks up the session that runs, and notes that it was away', async () => {
    const { resume, followState, tellState, appendWorkerEvents } = resumption(live(), starting());
    await resume();
    expect(followState).toHaveBeenCalledWith(live());
    // Its views have heard of it from the host, and perhaps of something newer since.
    expect(tellState).not.toHaveBeenCalled();
    expect(appendWorkerEvents).toHaveBeenCalledWith('session-1', wokenAt, [{ kind: 'worker-resumed' }]);
  });

  it('notes nothing of a session that began after it', async () => {
    const running = live({ session: sessionHead({ startedAt: wokenAt + 1 }) });
    const { resume, appendWorkerEvents } = resumption(running, { phase: 'idle' });
    await resume();
    expect(appendWorkerEvents).not.toHaveBeenCalled();
  });

  it.each([starting(), live(), stopping()])('ends a session whose host is gone: $phase', async (told) => {
    const { resume, tellState, appendWorkerEvents } = resumption(null, told);
    await resume();
    expect(tellState.mock.lastCall?.[0]).toMatchObject({ phase: 'failed', failure: { reason: 'host-gone' } });
    expect(appendWorkerEvents).toHaveBeenCalledOnce();
  });

  it('shows again a failure that nobody has read', async () => {
    const { resume, followState } = resumption(null, failed());
    await resume();
    expect(followState).toHaveBeenCalledWith(failed());
  });
});
