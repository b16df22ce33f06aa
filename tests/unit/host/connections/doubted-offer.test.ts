import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NewConnectionNeeded } from '../../../../utils/signalling/port/new-connection-needed.ts';
import type { SignallingSession } from '../../../../utils/signalling/port/signalling.ts';
import type { SignallingDeps } from '../../../../utils/signalling/port/signalling-deps.ts';
import type { Failure } from '../../../../utils/domain/failure/failure.ts';
import { liveWorld, whip } from '../live-world.ts';
import { fakeMicrophone, sessionWorld, startRequest } from '../session-world.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A Start that was answered, and whose signalling can leave something out of the next offer; the test plays the network. */
async function answered(more: Partial<SignallingSession> = {}) {
  const world = sessionWorld();
  const recovery = { mode: 'recover', giveUpAfterMs: null } as const;
  world.runner.start(startRequest(whip, { recovery }));
  const { microphone } = fakeMicrophone();
  world.opening().resolve(microphone);
  const closing = Promise.withResolvers<void>();
  const end = vi.fn(() => closing.promise);
  const doubt = vi.fn((failure: Failure) => new NewConnectionNeeded('data-channel', failure));
  world.negotiation().resolve({ end, doubts: { 'data-channel': doubt }, ...more });
  await vi.advanceTimersByTimeAsync(0);
  const repeated = () => world.events.filter(({ kind }) => kind === 'offer-repeated');
  return { ...world, first: world.connection(), closing, end, doubt, repeated };
}

describe('a Start whose connection does not come about', () => {
  it.each([
    ['within five seconds of the answer', () => vi.advanceTimersByTimeAsync(5000)],
    [
      'because it fails',
      async (world: Awaited<ReturnType<typeof answered>>) => world.first.become('failed', 'checking'),
    ],
  ])('%s makes one more, and only when the server has answered the close', async (_, fail) => {
    const world = await answered();
    await fail(world);
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.end).toHaveBeenCalled();
    expect(world.first.closed).toBe(true);
    expect(world.connections).toHaveLength(1);
    world.closing.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.connections).toHaveLength(2);
    expect(world.runner.state()).toMatchObject({ phase: 'starting' });
    await world.goLive();
    expect(world.runner.state()).toMatchObject({ phase: 'live' });
    expect(world.repeated()).toEqual([
      expect.objectContaining({ without: 'data-channel', failure: { reason: 'connect-timeout' } }),
    ]);
  });

  it('makes none after Stop', async () => {
    const world = await answered();
    await vi.advanceTimersByTimeAsync(5000);
    world.runner.stop();
    world.closing.resolve();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.connections).toHaveLength(1);
    expect(world.runner.state()).toEqual({ phase: 'idle' });
  });

  it('makes none after its deadline', async () => {
    const world = await answered();
    await vi.advanceTimersByTimeAsync(15_000);
    world.closing.resolve();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.connections).toHaveLength(1);
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'connect-timeout' } });
  });
});

describe('a server that refuses candidates', () => {
  /** A Start whose candidates the server refuses when the test says so. */
  async function trickled() {
    const refused = Promise.withResolvers<Failure>();
    const trickling = vi.fn((failure: Failure) => new NewConnectionNeeded('trickling', failure));
    const world = await answered({ doubts: { trickling }, candidatesRefused: refused.promise });
    world.closing.resolve();
    return { ...world, refused, trickling };
  }
  const refusal: Failure = { reason: 'server-refused', status: 403 };

  it('gets all of them in the next offer, at once', async () => {
    const { first, refused, trickling, ...world } = await trickled();
    refused.resolve(refusal);
    await vi.advanceTimersByTimeAsync(0);
    expect(trickling).toHaveBeenCalledExactlyOnceWith(refusal);
    expect(first.closed).toBe(true);
    expect(world.repeated()).toEqual([expect.objectContaining({ without: 'trickling', failure: refusal })]);
    await world.goLive();
    expect(world.runner.state()).toMatchObject({ phase: 'live' });
  });

  it('loses no connection that is up by then', async () => {
    const { first, refused, trickling } = await trickled();
    first.become('connected', 'connected');
    refused.resolve(refusal);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(trickling).not.toHaveBeenCalled();
    expect(first.closed).toBe(false);
  });

  it.each(['when it refuses', 'when it answers nothing'])(
    'is not blamed, %s, for a connection that has its path: only its keys are missing',
    async (when) => {
      const { first, refused, trickling } = await trickled();
      first.become('connecting', 'connected');
      if (when === 'when it refuses') refused.resolve(refusal);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(trickling).not.toHaveBeenCalled();
    },
  );
});

it('a connection that comes up in time is never ended, however late it is heard', async () => {
  const world = await answered();
  await vi.advanceTimersByTimeAsync(4900);
  world.first.become('connected', 'connected');
  await vi.advanceTimersByTimeAsync(9000);
  expect(world.doubt).not.toHaveBeenCalled();
  world.first.flow(5, Date.now());
  await vi.advanceTimersByTimeAsync(500);
  expect(world.runner.state()).toMatchObject({ phase: 'live' });
  expect(world.connections).toHaveLength(1);
});

describe('the data channel of a session that recovers', () => {
  const asked = (sendKeepalive: (() => boolean) | undefined) =>
    liveWorld({}, sendKeepalive ? { sendKeepalive } : {});

  it.each<[string, (() => boolean) | undefined, SignallingDeps['keepalive']]>([
    ['is not doubted where a connection was heard that had it', () => true, 'proved'],
    ['is doubted where none was', undefined, 'unproved'],
  ])('%s', async (_, sendKeepalive, expected) => {
    const world = await asked(sendKeepalive);
    expect(world.signalling().keepalive).toBe('unproved');
    await world.lose();
    await vi.advanceTimersByTimeAsync(2000);
    expect(world.signalling().keepalive).toBe(expected);
  });
});

it('the offer of a Start may take as long as the Start itself, and that of a later attempt no longer than usual', async () => {
  const world = await liveWorld({}, {});
  expect(world.signalling().postDeadlineMs).toBe(15_000);
  await world.lose();
  await vi.advanceTimersByTimeAsync(2000);
  expect(world.signalling().postDeadlineMs).toBeUndefined();
});
