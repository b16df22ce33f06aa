import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FailureError } from '../../../utils/domain/failure/failure.ts';
import { isRunning } from '../../../utils/domain/session/session-state.ts';
import type { FakePeerConnection } from '../../support/fakes/fake-peer-connection.ts';
import { liveWorld, whip } from './live-world.ts';
import { fakeMicrophone, sessionWorld, startRequest, type Meddle } from './session-world.ts';

const catchUp = { speed: 1.25, limitMs: null, beyond: 'oldest' } as const;

/** The name of the track that a connection sends now; null where it sends none. */
const sends = (connection: FakePeerConnection) => connection.track?.label ?? null;

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('a session for a recogniser', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A live session that follows its microphone, before anything is counted. */
  async function levelWorld(meddle?: Meddle) {
    const world = await liveWorld({ catchUp }, {}, meddle);
    world.puller().onBacklog({ type: 'pause-reached' });
    await settle();
    for (const each of ['hold', 'catchUp', 'follow'] as const) world.pullerControls[each].mockClear();
    return world;
  }

  const behind = (world: Pick<ReturnType<typeof sessionWorld>, 'runner'>) => {
    const state = world.runner.state();
    return isRunning(state) ? state.running.behind : null;
  };

  it('has its puller keep what is said, and sends the microphone’s own track as long as all is well', async () => {
    const world = await levelWorld();
    expect(world.pullerOptions()).toMatchObject({ catchUp: { road: 'stretch', ...catchUp } });
    expect(sends(world.first)).toBe('Desk microphone');
    expect(world.pullerControls.hold).not.toHaveBeenCalled();
  });

  it('sends what its puller writes from the beginning, so that what is said while it starts comes first', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest(whip, { catchUp }));
    expect(world.pullerControls.hold.mock.calls).toEqual([[null, expect.any(WritableStream)]]);
    expect(sends(world.connection())).toBe('generated');
    world.opening().resolve(fakeMicrophone().microphone);
    await settle();
    expect(sends(world.connection())).toBe('generated');
    expect(behind(world)).toMatchObject({ state: 'beginning' });
    await world.goLive();
    expect(world.pullerControls.catchUp).toHaveBeenCalledOnce();
    expect(behind(world)).toMatchObject({ state: 'level' });
    world.puller().onBacklog({ type: 'pause-reached' });
    await settle();
    expect(sends(world.connection())).toBe('Desk microphone');
    expect(behind(world)).toBeNull();
  });

  it('has its puller read what a session that was cut off left unsent, and says that it begins with that', async () => {
    const owed = { sessionId: 'before', from: 500, parts: [] };
    const world = sessionWorld();
    world.runner.start(startRequest(whip, { catchUp, owed }));
    expect(world.pullerOptions()).toMatchObject({ owed });
    world.opening().resolve(fakeMicrophone().microphone);
    await settle();
    await world.goLive();
    world.puller().onBacklog({
      type: 'began',
      from: 500,
      behindMs: 9000,
      againMs: 0,
      owedMs: 8000,
      road: 'burst',
      speed: 2,
    });
    await settle();
    expect(behind(world)).toMatchObject({ state: 'catching-up', behindMs: 9000 });
    expect(world.events).toContainEqual(
      expect.objectContaining({ kind: 'catch-up-began', from: 500, owedMs: 8000 }),
    );
  });

  it('sends it over the next connection of a start too', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest(whip, { catchUp }));
    world.tellNetwork('offline');
    world.negotiation().reject(new FailureError({ reason: 'server-unreachable' }));
    await vi.advanceTimersByTimeAsync(3000);
    expect(world.connections.length).toBeGreaterThan(1);
    expect(sends(world.connection())).toBe('generated');
    expect(world.pullerControls.hold).toHaveBeenCalledOnce();
  });

  it('sends generated silence from a loss on, and over the next connection from its beginning', async () => {
    const world = await levelWorld();
    await world.lose();
    expect(world.pullerControls.hold.mock.calls).toEqual([[expect.any(Number), null]]);
    expect(sends(world.first)).toBe('generated');
    await vi.advanceTimersByTimeAsync(2000);
    const second = world.connection();
    expect(second).not.toBe(world.first);
    expect(sends(second)).toBe('generated');
    expect(world.pullerControls.catchUp).not.toHaveBeenCalled();

    await world.accept(second);
    expect(world.pullerControls.catchUp).toHaveBeenCalledOnce();
    expect(sends(second)).toBe('generated');
    world
      .puller()
      .onBacklog({ type: 'began', from: 1000, behindMs: 3000, againMs: 1000, road: 'stretch', speed: 1.25 });
    world.puller().onBacklog({ type: 'ended', deliveredMs: 9000, leftMs: 0 });
    world.puller().onBacklog({ type: 'pause-reached' });
    await settle();
    expect(sends(second)).toBe('Desk microphone');
    expect(world.pullerControls.follow).toHaveBeenCalledOnce();
    expect(behind(world)).toBeNull();
    expect(world.kinds()).toEqual(expect.arrayContaining(['catch-up-began', 'catch-up-ended']));
  });

  it('uses one generated track for all its losses', async () => {
    const world = await liveWorld({ catchUp });
    await world.lose();
    await vi.advanceTimersByTimeAsync(2000);
    await world.accept();
    world.connection().become('failed', 'failed');
    await settle();
    const given = world.pullerControls.hold.mock.calls.map((call) => call[1] as unknown);
    expect(given).toEqual([expect.any(WritableStream), null, null]);
  });

  it('sends no live word of another microphone before what is missing, and the right one afterwards', async () => {
    const world = await liveWorld({ catchUp });
    await world.lose();
    world.runner.useMicrophone({ ...world.opening().settings, deviceId: 'Laptop' });
    await settle();
    world.opening().resolve(fakeMicrophone('Laptop').microphone);
    await settle();
    expect(sends(world.first)).toBe('generated');
    await vi.advanceTimersByTimeAsync(2000);
    await world.accept();
    world.puller().onBacklog({ type: 'pause-reached' });
    await settle();
    expect(sends(world.connection())).toBe('Laptop');
  });

  it('stays live where the browser has no generated track', async () => {
    const missing: Meddle = (name, edge) =>
      name === 'createGeneratedTrack'
        ? ((() => {
            throw new ReferenceError('MediaStreamTrackGenerator is not defined');
          }) as unknown as typeof edge)
        : edge;
    const world = await liveWorld({ catchUp }, {}, missing);
    await world.lose();
    expect(behind(world)).toBeNull();
    expect(sends(world.first)).toBe('Desk microphone');
    await vi.advanceTimersByTimeAsync(2000);
    await world.accept();
    expect(world.runner.state().phase).toBe('live');
  });

  it('ends with the generated track', async () => {
    const world = await liveWorld({ catchUp });
    await world.lose();
    const { track } = world.first;
    world.runner.stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(track?.stop).toHaveBeenCalled();
  });
});

it('a session for listeners never sends anything but the microphone', async () => {
  vi.useFakeTimers({ now: 1000 });
  const world = await liveWorld({ catchUp: null });
  await world.lose();
  expect(world.pullerOptions()).toMatchObject({ catchUp: null });
  expect(world.pullerControls.hold).not.toHaveBeenCalled();
  expect(sends(world.first)).toBe('Desk microphone');
  vi.useRealTimers();
});
