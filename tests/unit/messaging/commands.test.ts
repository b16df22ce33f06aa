import { describe, expect, it, vi } from 'vitest';
import { FailureError } from '../../../utils/domain/failure/failure.ts';
import { broadcast, onBroadcast } from '../../../utils/messaging/broadcasts.ts';
import { answerCommands, type Handlers } from '../../../utils/messaging/answer-commands.ts';
import { createCaller } from '../../../utils/messaging/call-commands.ts';
import type { HostCommands } from '../../../utils/messaging/protocol.ts';
import { createFakeRuntimes } from '../../support/fakes/fake-runtime.ts';

function hostHandlers(overrides: Partial<Handlers<HostCommands>> = {}): Handlers<HostCommands> {
  return {
    'host-state': () => ({ phase: 'idle' }),
    'host-last-session': () => null,
    'host-start': vi.fn(),
    'host-resume': () => ({ phase: 'idle' }),
    'host-stop': vi.fn(),
    'host-overrule': vi.fn(),
    'host-forbid-recording': vi.fn(),
    'host-set-muted': vi.fn(),
    'host-use-microphone': vi.fn(),
    'host-answer-question': vi.fn(),
    'host-retry': vi.fn(),
    'host-dismiss-failure': vi.fn(),
    'host-backfill': vi.fn(),
    'host-cancel-backfill': vi.fn(),
    'host-warm-up': vi.fn(),
    'host-test-profile': vi.fn(),
    'host-cancel-profile-test': vi.fn(),
    ...overrides,
  };
}

describe('a command', () => {
  it('reaches the one context it is for, and its reply comes back', async () => {
    const runtimeOf = createFakeRuntimes('worker', 'host', 'popup');
    answerCommands('host', runtimeOf('host'), hostHandlers());
    onBroadcast(runtimeOf('popup'), 'session-state-changed', () => undefined);
    await expect(createCaller('host', runtimeOf('worker'))('host-state')).resolves.toEqual({ phase: 'idle' });
  });

  it('carries its arguments', async () => {
    const runtimeOf = createFakeRuntimes('worker', 'host');
    const setMuted = vi.fn();
    answerCommands('host', runtimeOf('host'), hostHandlers({ 'host-set-muted': setMuted }));
    await createCaller('host', runtimeOf('worker'))('host-set-muted', true);
    expect(setMuted).toHaveBeenCalledWith(true);
  });

  it.each([
    ['a failure', new FailureError({ reason: 'server-gone' }), { reason: 'server-gone' }],
    ['a bug', new TypeError('secret in the message'), { reason: 'unexpected', message: 'TypeError' }],
  ])('whose handler throws %s is answered with it', async (_name, thrown, failure) => {
    const runtimeOf = createFakeRuntimes('worker', 'host');
    const throws = () => {
      throw thrown;
    };
    answerCommands('host', runtimeOf('host'), hostHandlers({ 'host-stop': throws }));
    await expect(createCaller('host', runtimeOf('worker'))('host-stop')).rejects.toMatchObject({ failure });
  });

  it.each([
    ['nobody listens', []],
    ['only a view listens', ['popup']],
  ])('to a host that is not there is refused: %s', async (_name, listening) => {
    const runtimeOf = createFakeRuntimes('worker', 'popup');
    for (const name of listening) onBroadcast(runtimeOf(name), 'session-state-changed', () => undefined);
    await expect(createCaller('host', runtimeOf('worker'))('host-state')).rejects.toMatchObject({
      failure: { reason: 'host-gone' },
    });
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'was refused',
      () => Promise.reject(new Error('The message port closed before a response was received.')),
    ],
    ['was never answered', () => Promise.resolve(undefined)],
  ])('that %s because the receiver was ended over it is sent once more', async (_name, lose) => {
    const runtimeOf = createFakeRuntimes('worker', 'host');
    const stop = vi.fn();
    answerCommands('host', runtimeOf('host'), hostHandlers({ 'host-stop': stop }));
    const runtime = runtimeOf('worker');
    const send = vi.fn<(message: unknown) => Promise<never>>(runtime.sendMessage);
    send.mockImplementationOnce(() => lose() as Promise<never>);
    await createCaller('host', { ...runtime, sendMessage: send })('host-stop');
    expect(stop).toHaveBeenCalledOnce();
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('that fails is not sent again', async () => {
    const runtimeOf = createFakeRuntimes('worker', 'host');
    const stop = vi.fn(() => {
      throw new FailureError({ reason: 'server-gone' });
    });
    answerCommands('host', runtimeOf('host'), hostHandlers({ 'host-stop': stop }));
    await expect(createCaller('host', runtimeOf('worker'))('host-stop')).rejects.toThrow('server-gone');
    expect(stop).toHaveBeenCalledOnce();
  });

  it.each([null, 7, 'host-stop', {}, { to: 'host' }, { to: 'host', command: 'toString', args: [] }])(
    'that is none is left to others: %j',
    (message) => {
      const runtime = createFakeRuntimes('host')('host');
      const addListener = vi.spyOn(runtime.onMessage, 'addListener');
      answerCommands('host', runtime, hostHandlers());
      const [listener] = addListener.mock.lastCall ?? [];
      expect(listener?.(message, {}, () => undefined)).toBeUndefined();
    },
  );

  it('is no more answered after the unsubscribe', async () => {
    const runtimeOf = createFakeRuntimes('worker', 'host');
    answerCommands('host', runtimeOf('host'), hostHandlers())();
    await expect(createCaller('host', runtimeOf('worker'))('host-state')).rejects.toThrow('host-gone');
  });
});

describe('a broadcast', () => {
  it('reaches everybody who follows it, until they stop', () => {
    const runtimeOf = createFakeRuntimes('host', 'popup', 'options');
    const inPopup = vi.fn();
    const inOptions = vi.fn();
    onBroadcast(runtimeOf('popup'), 'session-state-changed', inPopup);
    const stop = onBroadcast(runtimeOf('options'), 'session-state-changed', inOptions);
    broadcast(runtimeOf('host'), 'session-state-changed', { phase: 'idle' });
    stop();
    broadcast(runtimeOf('host'), 'session-state-changed', { phase: 'idle' });
    expect(inPopup).toHaveBeenCalledTimes(2);
    expect(inOptions).toHaveBeenCalledTimes(1);
  });

  it('to nobody is no fault', () => {
    expect(() =>
      broadcast(createFakeRuntimes('host')('host'), 'session-state-changed', { phase: 'idle' }),
    ).not.toThrow();
  });
});
