import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FailureError, type Failure } from '../../../utils/domain/failure/failure.ts';
import type { StartRequest } from '../../../utils/domain/session/start-request.ts';
import type { FakePeerConnection } from '../../support/fakes/fake-peer-connection.ts';
import { isRunning } from '../../../utils/domain/session/session-state.ts';
import { everyFailure } from '../../support/failures.ts';
import { liveWorld, whip } from './live-world.ts';
import { sessionWorld, startRequest } from './session-world.ts';

describe('a lost connection whose server can restart ICE', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const losing = async (overrides: Partial<StartRequest> = {}) => {
    const world = await liveWorld(overrides, { canRestartIce: true });
    await world.lose();
    return world;
  };
  /** Makes the first connection heard again, over another candidate pair or over the one of before. */
  const healFirst = async ({ first }: { first: FakePeerConnection }, pairId = 'P of the restart') => {
    first.flow(9, Date.now() + 50, { pairId });
    first.become('connected', 'connected');
    await vi.advanceTimersByTimeAsync(300);
  };

  it('gets a new path before a second connection is made, and counts as healed only when that is heard', async () => {
    const world = await losing();
    expect(world.runner.state()).toMatchObject({ rung: 'ice-restart', attempt: 0, retryAt: null });
    expect(world.iceRestarts).toHaveLength(1);
    world.iceRestarts[0]?.resolve(true);
    await vi.advanceTimersByTimeAsync(500);
    expect(world.runner.state().phase).toBe('recovering');
    await healFirst(world);
    expect(world.runner.state().phase).toBe('live');
    expect(world.connections).toEqual([world.first]);
    expect(world.kinds().filter((kind) => /recover|restart|attempt/.test(kind))).toEqual([
      'recovery-began',
      'ice-restart-began',
      'recovered',
    ]);
    expect(world.logged('recovered')).toEqual([expect.objectContaining({ by: 'ice-restart', attempts: 0 })]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(world.logged('ice-restart-failed')).toEqual([]);
  });

  it('is followed by a second connection at once where the restart is refused', async () => {
    const world = await losing();
    world.iceRestarts[0]?.resolve(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(world.logged('ice-restart-failed')).toHaveLength(1);
    expect(world.runner.state()).toMatchObject({ rung: 'new-connection', attempt: 1 });
    expect(world.openConnections()).toHaveLength(2);
    await world.accept();
    expect(world.logged('recovered')).toEqual([expect.objectContaining({ by: 'new-connection' })]);
  });

  it.each([
    ['was never answered', undefined],
    ['was answered, and carries nothing', true],
  ])('is followed by one after a second where the restart %s', async (_, agreed) => {
    const world = await losing();
    if (agreed) world.iceRestarts[0]?.resolve(agreed);
    await vi.advanceTimersByTimeAsync(999);
    expect(world.connections).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(world.openConnections()).toHaveLength(2);
    expect(world.logged('ice-restart-failed')).toHaveLength(1);
  });

  it('is followed by one sooner over a way that is known to be short', async () => {
    const world = await liveWorld({}, { canRestartIce: true });
    world.first.flow(5, Date.now(), { roundTripTime: 0.05 });
    await vi.advanceTimersByTimeAsync(500);
    await world.lose();
    await vi.advanceTimersByTimeAsync(599);
    expect(world.connections).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(world.openConnections()).toHaveLength(2);
  });

  it('is kept when the new path is heard late, and the second connection is dropped', async () => {
    const world = await losing();
    await vi.advanceTimersByTimeAsync(1500);
    expect(world.openConnections()).toHaveLength(2);
    world.iceRestarts[0]?.resolve(true);
    await healFirst(world);
    expect(world.openConnections()).toEqual([world.first]);
    expect(world.logged('recovered')).toEqual([expect.objectContaining({ by: 'ice-restart', attempts: 1 })]);
  });

  it('has healed by itself where it is the old path that is heard, and the restart is let be', async () => {
    const world = await losing();
    await healFirst(world, 'P');
    expect(world.logged('recovered')).toEqual([expect.objectContaining({ by: 'itself' })]);
    world.iceRestarts[0]?.resolve(false);
    await vi.advanceTimersByTimeAsync(2000);
    expect(world.logged('ice-restart-failed')).toEqual([]);
    expect(world.runner.state().phase).toBe('live');
  });

  it('has healed by itself also over another path, where the server has refused the restart', async () => {
    const world = await losing();
    world.iceRestarts[0]?.resolve(false);
    await vi.advanceTimersByTimeAsync(0);
    await healFirst(world, 'P of the search');
    expect(world.logged('recovered')).toEqual([expect.objectContaining({ by: 'itself', attempts: 1 })]);
  });

  it('gets one only when the server answers at all', async () => {
    const world = await liveWorld({}, { canRestartIce: true });
    world.answer(false);
    await world.lose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.iceRestarts).toEqual([]);
    expect(world.logged('ice-restart-began')).toEqual([]);
    world.answer(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.iceRestarts).toHaveLength(1);
  });

  it('gets another one at the next loss', async () => {
    const world = await losing();
    world.iceRestarts[0]?.resolve(true);
    await healFirst(world);
    await world.lose();
    expect(world.iceRestarts).toHaveLength(2);
    world.iceRestarts[1]?.resolve(false);
    await vi.advanceTimersByTimeAsync(0);
    await healFirst(world);
    expect(world.logged('recovered').at(-1)).toMatchObject({ by: 'itself', attempts: 1 });
  });

  it('needs no second publisher for it, where the server takes but one', async () => {
    const world = await losing({ learned: { onePublisher: true } });
    expect(world.openConnections()).toEqual([world.first]);
    world.iceRestarts[0]?.resolve(true);
    await healFirst(world);
    expect(world.ended).not.toHaveBeenCalled();
  });

  it('is let go with everything else on Stop', async () => {
    const world = await losing();
    world.runner.stop();
    world.iceRestarts[0]?.resolve(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.state()).toEqual({ phase: 'idle' });
    expect(world.openConnections()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a session whose connection is lost', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('makes a second connection beside the first, over the same microphone, and lets the first go when that is heard', async () => {
    const world = await liveWorld();
    await world.lose();
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', cause: 'failed', attempt: 1 });
    expect(world.openConnections()).toHaveLength(2);
    expect(world.connection().track).toBe(world.track.clones[0]);
    world.negotiation().resolve({ end: world.ended });
    await vi.advanceTimersByTimeAsync(200);
    expect(world.first.closed).toBe(false);
    expect(world.runner.state().phase).toBe('recovering');

    await world.accept();
    expect(world.runner.state()).toMatchObject({ phase: 'live', running: { session: { id: 'session-1' } } });
    expect(world.openConnections()).toEqual([world.connection()]);
    expect(world.microphone.close).not.toHaveBeenCalled();
    expect(world.kinds().filter((kind) => /recover|attempt/.test(kind))).toEqual([
      'recovery-began',
      'attempt-began',
      'recovered',
    ]);
    expect(world.logged('recovered')).toEqual([
      expect.objectContaining({ by: 'new-connection', attempts: 1 }),
    ]);
    expect(world.logged('live')).toHaveLength(1);
  });

  it('looks for the path of the first connection meanwhile, by itself, until that is found', async () => {
    const world = await liveWorld();
    world.answer(false);
    world.first.become('disconnected', 'disconnected');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.first.descriptions.slice(0, 4)).toEqual(['offer', 'rollback', 'offer', 'rollback']);
    world.first.flow(9, Date.now() + 50);
    world.first.become('connected', 'connected');
    const tried = world.first.descriptions.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.first.descriptions).toHaveLength(tried);
    expect(world.logged('recovered')).toEqual([expect.objectContaining({ by: 'itself' })]);
  });

  it('looks for no path of a connection that was never heard, nor where it is to stop', async () => {
    const starting = sessionWorld();
    starting.runner.start(startRequest(whip, { recovery: { mode: 'recover', giveUpAfterMs: null } }));
    starting.negotiation().resolve({ end: starting.ended });
    starting.connection().become('disconnected', 'disconnected');
    await vi.advanceTimersByTimeAsync(400);
    expect(starting.connection().descriptions).toEqual([]);
    starting.runner.stop();
    const stopping = await liveWorld({ recovery: { mode: 'stop-and-tell', giveUpAfterMs: null } });
    stopping.first.become('disconnected', 'disconnected');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(stopping.first.descriptions).toEqual([]);
  });

  it('is told of a silence that the states do not know of yet, and holds on before it tries', async () => {
    const world = await liveWorld();
    for (let heard = 0; heard < 40; heard += 1) {
      world.first.hear(Date.now());
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(world.runner.state().phase).toBe('live');
    while (world.runner.state().phase === 'live') await vi.advanceTimersByTimeAsync(10);
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', cause: 'link-silent', rung: 'hold' });
    expect(world.logged('recovery-began')).toEqual([
      expect.objectContaining({ cause: 'link-silent', interruption: 1 }),
    ]);
    expect(world.connections).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.openConnections()).toHaveLength(2);
  });

  it('drops the attempt when the first connection heals by itself', async () => {
    const world = await liveWorld();
    await world.lose();
    world.first.flow(9, Date.now() + 50);
    world.first.become('connected', 'connected');
    await vi.advanceTimersByTimeAsync(300);
    expect(world.runner.state().phase).toBe('live');
    expect(world.openConnections()).toEqual([world.first]);
    expect(world.logged('recovered')).toEqual([expect.objectContaining({ by: 'itself' })]);
  });

  it('notices the next loss on the new connection as well, and counts anew', async () => {
    const world = await liveWorld();
    await world.lose();
    await world.accept();
    world.connection().become('failed', 'failed');
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', attempt: 1 });
    expect(world.openConnections()).toHaveLength(2);
    await world.accept();
    expect(world.logged('recovery-began').at(-1)).toMatchObject({ interruption: 2 });
    const each = world.events.flatMap((event) => (event.kind === 'recovered' ? [event] : []));
    expect(each[1]?.interruptedMs).toBe((each[0]?.afterMs ?? NaN) + (each[1]?.afterMs ?? NaN));
  });

  it('sends nothing but questions to a server that does not answer, and connects as soon as it does', async () => {
    const world = await liveWorld();
    world.answer(false);
    await world.lose();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(world.connections).toHaveLength(1);
    expect(world.events.length).toBeLessThan(20);
    world.answer(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.connections).toHaveLength(2);
    await world.accept();
    expect(world.runner.state().phase).toBe('live');
  });

  it('waits and tries again after an error of the server, with at most one new connection at a time', async () => {
    const world = await liveWorld();
    await world.lose();
    for (const wait of [500, 1000, 2000]) {
      await world.refuse({ reason: 'server-error', status: 502 });
      expect(world.runner.state()).toMatchObject({ phase: 'recovering', retryAt: Date.now() + wait });
      expect(world.openConnections()).toEqual([world.first]);
      await vi.advanceTimersByTimeAsync(wait);
      expect(world.openConnections()).toHaveLength(2);
    }
    expect(world.logged('attempt-failed')).toHaveLength(3);
    expect(world.logged('attempt-failed')[0]).toMatchObject({ attempt: 1, nextInMs: 500 });
    await world.accept();
    expect(world.runner.state().phase).toBe('live');
  });

  it.each([
    ['no time at all', 0, 500],
    ['a month', 2_592_000_000, 300_000],
    ['a year or more', 31_536_000_000, 300_000],
  ])('neither storms nor stops where the server asks to wait for %s', async (_, retryAfterMs, waitMs) => {
    const world = await liveWorld();
    await world.lose();
    await world.refuse({ reason: 'server-overloaded', retryAfterMs });
    expect(world.runner.state()).toMatchObject({ askedMs: retryAfterMs, retryAt: Date.now() + waitMs });
    await vi.advanceTimersByTimeAsync(waitMs - 1);
    expect(world.connections).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(world.connections).toHaveLength(3);
    expect(world.runner.state()).toMatchObject({ askedMs: null, retryAt: null });
    await world.accept();
    expect(world.runner.state().phase).toBe('live');
  });

  it('never makes more attempts in ten seconds than the backoff allows, whatever the server answers', async () => {
    // With the shortest waits that chance allows: 125, 250 and then 500 ms between two attempts.
    const mostIn10Seconds = 22;
    const anyWish = fc.oneof(fc.constant(null), fc.constant(0), fc.nat(2000), fc.nat(31_536_000_000));
    const anyFailure = fc.oneof(
      anyWish.map((retryAfterMs): Failure => ({ reason: 'server-overloaded', retryAfterMs })),
      fc.constantFrom<Failure>(...everyFailure),
    );
    const answers = fc.array(anyFailure, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(answers, async (failures) => {
        const world = await liveWorld();
        world.roll(1);
        await world.lose();
        const at: number[] = [];
        let answered = world.negotiations.length - 1;
        for (let passedMs = 0; passedMs < 30_000; passedMs += 25) {
          for (; answered < world.negotiations.length; answered += 1) {
            at.push(Date.now());
            const failure = failures[at.length % failures.length] ?? { reason: 'server-timeout' };
            world.negotiations[answered]?.reject(new FailureError(failure));
          }
          await vi.advanceTimersByTimeAsync(25);
        }
        world.runner.stop();
        await vi.advanceTimersByTimeAsync(1000);
        const most = Math.max(
          ...at.map((from) => at.filter((each) => each >= from && each < from + 10_000).length),
        );
        expect(most).toBeLessThanOrEqual(mostIn10Seconds);
      }),
      { numRuns: 40 },
    );
  });

  it('waits as long as it is told, unless the user wants it now', async () => {
    const world = await liveWorld();
    await world.lose();
    await world.refuse({ reason: 'server-overloaded', retryAfterMs: 7000 });
    await vi.advanceTimersByTimeAsync(6999);
    expect(world.connections).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(world.connections).toHaveLength(3);
    await world.refuse({ reason: 'server-overloaded', retryAfterMs: 60_000 });
    world.runner.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.connections).toHaveLength(4);
  });

  it('gives up an attempt whose answer is fine and whose media never comes', async () => {
    const world = await liveWorld();
    await world.lose();
    world.negotiation().resolve({ end: world.ended });
    await vi.advanceTimersByTimeAsync(8000);
    expect(world.logged('attempt-failed')).toEqual([
      expect.objectContaining({ failure: { reason: 'connect-timeout' } }),
    ]);
    expect(world.openConnections()).toEqual([world.first]);
    expect(world.ended).toHaveBeenCalledOnce();
  });

  it('ends with the words of a server that refuses again and again, and releases everything', async () => {
    const world = await liveWorld();
    await world.lose();
    await world.refuse({ reason: 'server-unauthorized' });
    // The old session is closed before the answer is believed, because it may have caused it.
    expect(world.first.closed).toBe(true);
    expect(world.ended).toHaveBeenCalledOnce();
    for (let tries = 0; tries < 5; tries += 1) {
      expect(world.runner.state().phase).toBe('recovering');
      await world.refuse({ reason: 'server-unauthorized' });
      await vi.advanceTimersByTimeAsync(5000);
    }
    expect(world.runner.state()).toMatchObject({
      phase: 'failed',
      failure: { reason: 'server-unauthorized' },
    });
    expect(world.openConnections()).toEqual([]);
    expect(world.microphone.close).toHaveBeenCalledOnce();
    expect(world.logged('attempt-failed').at(-1)).toMatchObject({ nextInMs: null });
    expect(world.logged('attempt-failed')).toHaveLength(6);
    expect(world.logged('profile-learned')).toEqual([]);
  });

  it.each<Failure>([
    { reason: 'server-forbidden' },
    { reason: 'server-refused', status: 400 },
    { reason: 'server-refused', status: 423 },
    { reason: 'server-busy' },
  ])(
    'heals where the server says %o to a second publisher, and remembers that it takes one',
    async (failure) => {
      const world = await liveWorld();
      const order: string[] = [];
      world.ended.mockImplementation(() => {
        order.push('close');
        return Promise.resolve();
      });
      await world.lose();
      const before = world.negotiations.length;
      await world.refuse(failure);
      await vi.advanceTimersByTimeAsync(0);
      order.push(...world.negotiations.slice(before).map(() => 'offer'));
      expect(order).toEqual(['close', 'offer']);
      await world.accept();
      expect(world.runner.state().phase).toBe('live');
      expect(world.logged('profile-learned')).toEqual([
        expect.objectContaining({ profileId: 'studio', facts: { onePublisher: true } }),
      ]);
    },
  );

  it.each<Failure>([
    { reason: 'server-unauthorized' },
    { reason: 'server-not-found' },
    { reason: 'server-overloaded', retryAfterMs: 1000 },
    { reason: 'server-answer-invalid' },
    { reason: 'unexpected', message: 'UnknownError' },
  ])('heals after %o came once, and takes that for nothing that the server is', async (failure) => {
    const world = await liveWorld();
    await world.lose();
    await world.refuse(failure);
    await vi.advanceTimersByTimeAsync(2000);
    await world.accept();
    expect(world.runner.state().phase).toBe('live');
    expect(world.logged('profile-learned')).toEqual([]);
  });

  it('repeats a close that was not answered, and requests a new connection only after that', async () => {
    let isReleased = false;
    const world = await liveWorld({}, { isReleased: () => isReleased });
    await world.lose();
    await world.refuse({ reason: 'server-forbidden' });
    expect(world.ended).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(0);
    await world.refuse({ reason: 'server-forbidden' });
    isReleased = true;
    await vi.advanceTimersByTimeAsync(2000);
    expect(world.ended).toHaveBeenCalledTimes(2);
    await world.refuse({ reason: 'server-forbidden' });
    await vi.advanceTimersByTimeAsync(5000);
    expect(world.ended).toHaveBeenCalledTimes(2);
    await world.accept();
    expect(world.runner.state().phase).toBe('live');
  });

  it('closes the first connection before it makes the second where the server takes one publisher, and remembers that', async () => {
    const world = await liveWorld();
    await world.lose();
    await world.refuse({ reason: 'server-busy' });
    expect(world.ended).toHaveBeenCalledOnce();
    expect(world.openConnections()).toEqual([world.connection()]);
    await world.accept();
    expect(world.runner.state().phase).toBe('live');
    expect(world.logged('profile-learned')).toEqual([
      expect.objectContaining({ profileId: 'studio', facts: { onePublisher: true } }),
    ]);
    world.signalling().onLearned({ announcesNoIceServers: true });
    expect(world.logged('profile-learned').at(-1)).toMatchObject({
      facts: { announcesNoIceServers: true, onePublisher: true },
    });
  });

  it('still reports when the far side was last heard while there is no connection at all', async () => {
    const world = await liveWorld({ learned: { onePublisher: true } });
    const { heard, sent } = world.proofs();
    expect(heard).toBe(1050);
    await vi.advanceTimersByTimeAsync(500);
    await world.lose();
    await vi.advanceTimersByTimeAsync(3000);
    expect(world.first.closed).toBe(true);
    expect(world.proofs().captured).toBe(Date.now());
    expect(world.proofs().heard).toBe(heard);
    expect(world.proofs().sent).toBeGreaterThanOrEqual(sent ?? NaN);
    await world.accept();
    expect(world.proofs().heard).toBeGreaterThan(4000);
  });

  it('need not be refused first where that is known', async () => {
    const world = await liveWorld({ learned: { onePublisher: true } });
    await world.lose();
    expect(world.first.closed).toBe(true);
    expect(world.openConnections()).toHaveLength(1);
    await world.accept();
    expect(world.runner.state().phase).toBe('live');
  });

  it('hears of the network at once, and tries as soon as that is back', async () => {
    const world = await liveWorld();
    world.answer(false);
    world.tellNetwork('offline');
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', cause: 'network-lost' });
    await vi.advanceTimersByTimeAsync(10_000);
    world.answer(true);
    world.tellNetwork('online');
    await vi.advanceTimersByTimeAsync(0);
    expect(world.openConnections()).toHaveLength(2);
  });

  it('is live again without a new connection when only the network was said to be gone', async () => {
    const world = await liveWorld();
    world.tellNetwork('offline');
    world.first.flow(9, Date.now() + 50);
    await vi.advanceTimersByTimeAsync(300);
    expect(world.runner.state().phase).toBe('live');
    expect(world.connections).toHaveLength(1);
  });

  it('is not live again by what had arrived before the network was lost', async () => {
    const world = await liveWorld();
    const arrived = Date.now();
    await vi.advanceTimersByTimeAsync(100);
    world.first.flow(9, arrived + 90);
    world.tellNetwork('offline');
    await vi.advanceTimersByTimeAsync(300);
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', cause: 'network-lost' });
  });

  it('gives up when the user’s limit has passed', async () => {
    const world = await liveWorld({ recovery: { mode: 'recover', giveUpAfterMs: 60_000 } });
    world.answer(false);
    await world.lose();
    await vi.advanceTimersByTimeAsync(59_999);
    expect(world.runner.state().phase).toBe('recovering');
    await vi.advanceTimersByTimeAsync(1);
    expect(world.runner.state()).toMatchObject({
      phase: 'failed',
      failure: { reason: 'connection-lost', status: 'failed' },
    });
  });

  it('reports every second that passes, and no more once it is live', async () => {
    const world = await liveWorld();
    world.answer(false);
    await world.lose();
    await vi.advanceTimersByTimeAsync(3000);
    expect(world.ticks()).toBe(3);
    world.answer(true);
    await vi.advanceTimersByTimeAsync(900);
    await world.accept();
    const ticks = world.ticks();
    await vi.advanceTimersByTimeAsync(2000);
    expect(world.ticks()).toBe(ticks);
  });

  it('stops on the way by releasing everything: both connections, the microphone, every timer', async () => {
    const world = await liveWorld({ recovery: { mode: 'recover', giveUpAfterMs: 60_000 } });
    await world.lose();
    world.negotiation().resolve({ end: world.ended });
    await vi.advanceTimersByTimeAsync(50);
    world.runner.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.state()).toEqual({ phase: 'idle' });
    expect(world.openConnections()).toEqual([]);
    expect(world.ended).toHaveBeenCalledTimes(2);
    expect(world.microphone.close).toHaveBeenCalledOnce();
    expect(world.networkFollowers.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('holds at most one old and one new connection whatever happens, and nothing after Stop', async () => {
    const busy: Failure = { reason: 'server-busy' };
    const down: Failure = { reason: 'server-error', status: 502 };
    type World = Awaited<ReturnType<typeof liveWorld>>;
    const happenings: ((world: World) => unknown)[] = [
      (world) => world.connections[0]?.become('failed', 'failed'),
      (world) => world.connection().become('disconnected', 'disconnected'),
      (world) => world.connection().become('connected', 'connected'),
      (world) => world.connection().flow(9, Date.now()),
      (world) => world.iceRestarts.at(-1)?.resolve(true),
      (world) => world.iceRestarts.at(-1)?.resolve(false),
      (world) => world.accept(),
      (world) => world.refuse(busy),
      (world) => world.refuse(down),
      (world) => world.answer(false),
      (world) => world.answer(true),
      (world) => world.tellNetwork('offline'),
      (world) => world.tellNetwork('online'),
      (world) => world.runner.retry(),
      (world) => world.moveTo('198.51.100.7'),
      (world) => world.moveTo('192.0.2.1', '198.51.100.7'),
      (world) => world.tellNetwork('changed'),
      (world) => world.oversleep(60_000),
      (world) => world.signalling().onServerMessage('peer-left'),
      (world) => world.runner.setMuted(true),
      () => vi.advanceTimersByTimeAsync(400),
      () => vi.advanceTimersByTimeAsync(9000),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...happenings), { maxLength: 25 }),
        fc.boolean(),
        fc.constantFrom(null, 10_000),
        async (story, canRestartIce, sessionLimitMs) => {
          const world = await liveWorld({ profile: { ...whip, sessionLimitMs } }, { canRestartIce });
          for (const happen of story) {
            await happen(world);
            await vi.advanceTimersByTimeAsync(0);
            expect(world.openConnections().length).toBeLessThanOrEqual(2);
            if (isRunning(world.runner.state())) expect(world.microphone.close).not.toHaveBeenCalled();
          }
          world.runner.stop();
          await vi.advanceTimersByTimeAsync(5000);
          expect(['idle', 'failed']).toContain(world.runner.state().phase);
          expect(world.microphone.close).toHaveBeenCalledOnce();
          expect(world.openConnections()).toEqual([]);
          expect(world.networkFollowers.size).toBe(0);
          expect(vi.getTimerCount()).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('lets the puller count no frame for disconnected, and does where a loss ends the session', async () => {
    const recovering = await liveWorld();
    expect(recovering.pullerOptions()).toMatchObject({ countDisconnected: false });
    const stopping = await liveWorld({ recovery: { mode: 'stop-and-tell', giveUpAfterMs: null } });
    expect(stopping.pullerOptions()).toMatchObject({ countDisconnected: true });
  });

  it('ends at once where the user wants to be told instead, and not by a silence alone', async () => {
    const world = await liveWorld({ recovery: { mode: 'stop-and-tell', giveUpAfterMs: null } });
    world.tellNetwork('offline');
    await vi.advanceTimersByTimeAsync(6000);
    expect(world.runner.state().phase).toBe('live');
    await world.lose();
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'connection-lost' } });
    expect(world.connections).toHaveLength(1);
  });
});
