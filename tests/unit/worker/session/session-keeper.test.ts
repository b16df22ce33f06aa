import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../../../../utils/domain/failure/failure.ts';
import type { SessionState } from '../../../../utils/domain/session/session-state.ts';
import { createCommandQueue } from '../../../../utils/worker/session/command-queue.ts';
import { createSessionKeeper } from '../../../../utils/worker/session/session-keeper.ts';
import { failed, live, recovering, sessionHead, starting, stopping } from '../../domain/builders.ts';
import { fakeHost } from '../fake-host.ts';

const now = 5000;
const idle: SessionState = { phase: 'idle' };
const recovers = sessionHead({ policy: 'recover' });
const elsewhere = recovering({ session: recovers, attempt: 1 });

function world(
  hosted: SessionState | null,
  told: SessionState,
  lastSession: string | null = null,
  isNew = false,
) {
  const findInterrupted = vi.fn<() => Promise<SessionState | null>>(() => Promise.resolve(null));
  const host = fakeHost(hosted, lastSession);
  const stored = { state: told };
  const revive = vi.fn<() => Promise<boolean>>(() => Promise.resolve(false));
  const publishState = vi.fn((state: SessionState) => {
    stored.state = state;
    return Promise.resolve();
  });
  const followState = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const goOn = vi.fn<() => Promise<SessionState | Failure>>(() => Promise.resolve(elsewhere));
  const appendWorkerEvents = vi.fn<(id: string, at: number, bodies: unknown) => Promise<void>>(() =>
    Promise.resolve(),
  );
  const withdrawn = new Set<string>();
  const intent = {
    isWithdrawn: (id: string) => Promise.resolve(withdrawn.has(id)),
    withdraw: (id: string) => Promise.resolve(void withdrawn.add(id)),
  };
  const queue = createCommandQueue();
  const { signal } = new AbortController();
  const keeper = createSessionKeeper({
    host,
    intent,
    queue,
    lastState: { load: () => Promise.resolve(stored.state), isNew: () => Promise.resolve(isNew) },
    history: { appendWorkerEvents },
    goOn,
    revive,
    findInterrupted,
    followState,
    publishState,
    now: () => now,
  });
  return {
    keeper,
    queue,
    signal,
    withdrawn,
    stored,
    revive,
    findInterrupted,
    host,
    goOn,
    publishState,
    followState,
    appendWorkerEvents,
  };
}

describe('the state', () => {
  it.each<[string, SessionState | null, SessionState, SessionState]>([
    ['the host’s where there is a host', live(), starting(), live()],
    ['the last told where there is none and nothing ran', null, failed(), failed()],
    ['the last told where the host is new and nothing ran', idle, failed(), failed()],
    ['idle where nothing ever was', null, idle, idle],
  ])('is %s', async (_name, hosted, told, state) => {
    const { keeper, goOn, appendWorkerEvents } = world(hosted, told);
    await expect(keeper.state()).resolves.toEqual(state);
    expect(goOn).not.toHaveBeenCalled();
    expect(appendWorkerEvents).not.toHaveBeenCalled();
  });

  it('is the host’s where the session has ended there and the worker has not heard of it yet', async () => {
    const { keeper, goOn } = world(idle, live({ session: recovers }), recovers.id);
    await expect(keeper.state()).resolves.toEqual(idle);
    expect(goOn).not.toHaveBeenCalled();
  });

  it('is found out once for all who ask at the same time', async () => {
    const { keeper, goOn } = world(null, live({ session: recovers }));
    await Promise.all([keeper.state(), keeper.state(), keeper.wake()]);
    expect(goOn).toHaveBeenCalledOnce();
  });
});

describe('a failure that the user has read', () => {
  it.each([
    ['in its host', failed()],
    ['without one', null],
  ])('is forgotten, and everybody is told: %s', async (_name, hosted) => {
    const { keeper, signal, host, publishState } = world(hosted, failed());
    await keeper.dismissFailure(signal);
    expect(host.dismissFailure).toHaveBeenCalledTimes(hosted ? 1 : 0);
    expect(publishState).toHaveBeenCalledExactlyOnceWith(idle);
  });

  it.each([starting(), live(), recovering(), stopping({ by: 'user' })])(
    'is not said again over a session that was started since: $phase',
    async (state) => {
      const { keeper, signal, publishState } = world(state, state);
      await keeper.dismissFailure(signal);
      expect(publishState).not.toHaveBeenCalled();
    },
  );
});

describe('a session whose host is gone', () => {
  it.each([
    ['there is no host', null, live({ session: recovers })],
    ['the host is new and knows nothing of it', idle, live({ session: recovers })],
    ['it was on its way back already', null, recovering({ session: recovers })],
  ])('goes on in another one: %s', async (_name, hosted, told) => {
    const { keeper, goOn, appendWorkerEvents } = world(hosted, told, 'another-session');
    await expect(keeper.state()).resolves.toEqual(elsewhere);
    expect(goOn).toHaveBeenCalledExactlyOnceWith(told, expect.any(AbortSignal));
    expect(appendWorkerEvents).not.toHaveBeenCalled();
  });

  it.each([
    ['it was not live yet', starting({ session: recovers })],
    ['the user wants to be told instead', live()],
  ])('ends, and says so: %s', async (_name, told) => {
    const { keeper, goOn, publishState, appendWorkerEvents } = world(null, told);
    const failure = { reason: 'host-gone' } as const;
    const { session } = told.running;
    const ended = { phase: 'failed', session, endedAt: now, failure };
    await expect(keeper.state()).resolves.toEqual(ended);
    expect(publishState).toHaveBeenCalledExactlyOnceWith(ended);
    expect(goOn).not.toHaveBeenCalled();
    expect(appendWorkerEvents).toHaveBeenCalledExactlyOnceWith(session.id, now, [
      { kind: 'session-failed', failure },
      { kind: 'session-ended', by: 'failure', durationMs: now - session.startedAt },
    ]);
  });

  it('ends with the reason why it cannot go on', async () => {
    const { keeper, goOn } = world(null, live({ session: recovers }));
    goOn.mockResolvedValue({ reason: 'microphone-refused' });
    await expect(keeper.state()).resolves.toMatchObject({
      phase: 'failed',
      failure: { reason: 'microphone-refused' },
    });
  });

  it('ends also where the history is off', async () => {
    const { keeper, publishState, appendWorkerEvents } = world(null, live());
    appendWorkerEvents.mockRejectedValue(new Error('the history is off'));
    await expect(keeper.state()).resolves.toMatchObject({ phase: 'failed' });
    expect(publishState).toHaveBeenCalledOnce();
  });

  it('is looked after again where no host could be made for now', async () => {
    const told = live({ session: recovers });
    const { keeper, goOn } = world(null, told);
    goOn.mockRejectedValueOnce(new Error('not now'));
    await expect(keeper.state()).resolves.toEqual(told);
    await expect(keeper.state()).resolves.toEqual(elsewhere);
  });

  it.each<[Parameters<typeof stopping>[0], SessionState['phase'], string[]]>([
    [{ by: 'user' }, 'idle', ['session-ended']],
    [{ by: 'failure', failure: { reason: 'server-ended' } }, 'failed', ['session-ended']],
  ])('on its way to the end has ended as it was going to: %j', async (ending, phase, kinds) => {
    const { keeper, publishState, appendWorkerEvents } = world(null, stopping(ending));
    await expect(keeper.state()).resolves.toMatchObject({ phase });
    expect(publishState.mock.lastCall?.[0]).toMatchObject({ phase });
    expect(appendWorkerEvents.mock.lastCall?.[2]).toMatchObject(kinds.map((kind) => ({ kind })));
  });

  it('is stopped by the user without another one', async () => {
    const { keeper, host, goOn, publishState } = world(null, live({ session: recovers }));
    await keeper.stop();
    expect(publishState).toHaveBeenCalledExactlyOnceWith(idle);
    expect(goOn).not.toHaveBeenCalled();
    expect(host.stop).not.toHaveBeenCalled();
  });
});

describe('a Stop that waits until what was said is sent', () => {
  it('ends the session where the host is lost, and opens no microphone', async () => {
    const { keeper, goOn, publishState } = world(null, live({ session: recovers, stopsWhenDelivered: true }));
    await expect(keeper.state()).resolves.toEqual(idle);
    expect(publishState).toHaveBeenCalledExactlyOnceWith(idle);
    expect(goOn).not.toHaveBeenCalled();
  });
});

describe('a worker that wakes up', () => {
  it('shows what it finds, and tells the views nothing that they have heard from the host', async () => {
    const { keeper, followState, publishState } = world(live(), starting());
    await keeper.wake();
    expect(followState).toHaveBeenCalledExactlyOnceWith(live());
    expect(publishState).not.toHaveBeenCalled();
  });

  it('shows again a failure that nobody has read', async () => {
    const { keeper, followState } = world(null, failed());
    await keeper.wake();
    expect(followState).toHaveBeenCalledWith(failed());
  });
});

describe('a view that opens', () => {
  it.each<[string, SessionState | null, SessionState, SessionState, boolean]>([
    ['runs', live(), live(), live(), false],
    ['has gone on since it was last told of', live(), starting(), live(), false],
    ['has failed', null, failed(), failed(), false],
    ['there is none of', null, idle, idle, false],
    ['there is none of in a browser that was just started', null, idle, idle, true],
  ])(
    'hears at once of a session that %s, before icon, menu and notifications have followed',
    async (_name, hosted, told, state, isNew) => {
      const { keeper, followState } = world(hosted, told, null, isNew);
      const followed = Promise.withResolvers<undefined>();
      followState.mockReturnValue(followed.promise);
      const woken = keeper.wake();
      await expect(keeper.state()).resolves.toEqual(state);
      followed.resolve(undefined);
      await expect(woken).resolves.toEqual(state);
    },
  );

  it('hears nothing before it is known what the end of the browser has cut off, and then that', async () => {
    const { keeper, findInterrupted } = world(null, idle, null, true);
    const interrupted = failed({ failure: { reason: 'interrupted', at: 4000 } });
    const found = Promise.withResolvers<SessionState>();
    findInterrupted.mockReturnValue(found.promise);
    void keeper.wake();
    const onAnswer = vi.fn();
    const asked = keeper.state().then(onAnswer);
    await vi.waitFor(() => expect(findInterrupted).toHaveBeenCalledOnce());
    expect(onAnswer).not.toHaveBeenCalled();
    found.resolve(interrupted);
    await asked;
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith(interrupted);
  });

  it('hears what is known also where the worker could not begin', async () => {
    const { keeper, host } = world(null, failed());
    host.exists.mockRejectedValueOnce(new Error('the browser is busy'));
    const woken = keeper.wake();
    await expect(keeper.state()).resolves.toEqual(failed());
    await expect(woken).rejects.toThrow('busy');
  });
});

describe('a worker that is the first since the browser was started', () => {
  const interrupted = failed({ failure: { reason: 'interrupted', at: 4000 } });

  it('tells of a session that the end of the browser cut off', async () => {
    const { keeper, findInterrupted, publishState } = world(null, idle, null, true);
    findInterrupted.mockResolvedValue(interrupted);
    await expect(keeper.wake()).resolves.toEqual(interrupted);
    expect(publishState).toHaveBeenCalledExactlyOnceWith(interrupted);
  });

  it('goes on with a session that was cut off by the end of the extension alone', async () => {
    const { keeper, stored, revive, goOn, findInterrupted } = world(null, idle, null, true);
    revive.mockImplementation(() => {
      stored.state = live({ session: recovers });
      return Promise.resolve(true);
    });
    // Commands that come meanwhile need not wait for the takeover.
    await expect(keeper.wake()).resolves.toEqual(live({ session: recovers }));
    await vi.waitFor(() => expect(goOn).toHaveBeenCalledOnce());
    expect(goOn).toHaveBeenCalledExactlyOnceWith(live({ session: recovers }), expect.any(AbortSignal));
    expect(findInterrupted).not.toHaveBeenCalled();
  });

  it('tells of what was cut off where nobody can say what it was', async () => {
    const { keeper, revive, goOn, findInterrupted } = world(null, idle, null, true);
    revive.mockRejectedValue(new Error('the storage is broken'));
    findInterrupted.mockResolvedValue(interrupted);
    await expect(keeper.wake()).resolves.toEqual(interrupted);
    expect(goOn).not.toHaveBeenCalled();
  });

  it.each([
    ['nothing was cut off', null],
    ['there is no history', new Error('the history is off')],
  ])('shows that nothing runs where %s', async (_name, found) => {
    const { keeper, findInterrupted, followState, publishState } = world(null, idle, null, true);
    if (found) findInterrupted.mockRejectedValue(found);
    await keeper.wake();
    expect(followState).toHaveBeenCalledExactlyOnceWith(idle);
    expect(publishState).not.toHaveBeenCalled();
  });

  it('asks no more once something was told, nor where a host is there', async () => {
    const later = world(null, idle, null, false);
    await later.keeper.wake();
    expect(later.findInterrupted).not.toHaveBeenCalled();
    const hosted = world(live(), idle, null, true);
    await hosted.keeper.wake();
    expect(hosted.findInterrupted).not.toHaveBeenCalled();
  });
});

describe('the watchdog', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('leaves a host alone that is only busy', async () => {
    const { keeper, host, goOn } = world(live({ session: recovers }), live({ session: recovers }));
    host.state.mockImplementationOnce(
      () => new Promise((resolve) => setTimeout(() => resolve(live()), 15_000)),
    );
    const watched = keeper.watch();
    await vi.advanceTimersByTimeAsync(15_000);
    await watched;
    expect(host.close).not.toHaveBeenCalled();
    expect(goOn).not.toHaveBeenCalled();
  });

  it('replaces a host that does not answer any more', async () => {
    const { keeper, host, goOn } = world(live({ session: recovers }), live({ session: recovers }));
    host.state.mockReturnValue(new Promise(() => undefined));
    const watched = keeper.watch();
    await vi.advanceTimersByTimeAsync(20_000);
    await watched;
    expect(host.close).toHaveBeenCalledOnce();
    expect(goOn).toHaveBeenCalledOnce();
  });

  it('says what it was told of a host that does not answer at once', async () => {
    const { keeper, host } = world(live(), starting());
    host.state.mockReturnValue(new Promise(() => undefined));
    const asked = keeper.state();
    await vi.advanceTimersByTimeAsync(2000);
    await expect(asked).resolves.toEqual(starting());
  });

  it('does nothing where nothing runs', async () => {
    const { keeper, host } = world(null, failed());
    await keeper.watch();
    expect(host.exists).not.toHaveBeenCalled();
  });
});
