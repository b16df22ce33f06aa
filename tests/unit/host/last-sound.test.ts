import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakePeerConnection } from '../../support/fakes/fake-peer-connection.ts';
import { liveWorld } from './live-world.ts';

const catchUp = { speed: 1.25, limitMs: null, beyond: 'oldest' } as const;

/** The name of the track that a connection sends now; null where it sends none. */
const sends = (connection: FakePeerConnection) => connection.track?.label ?? null;

describe('a Stop', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A session whose far side answers keepalives, and is heard until the returned function is called. */
  async function answeredWorld(overrides: Parameters<typeof liveWorld>[0] = { catchUp }) {
    const world = await liveWorld(overrides, { sendKeepalive: () => true });
    const cut = world.keepHearing(world.first);
    world.puller().onBacklog({ type: 'pause-reached' });
    await vi.advanceTimersByTimeAsync(3000);
    return { ...world, cut, ended: () => world.logged('session-ended')[0] };
  }

  it('closes the microphone at once and sends silence, until the last sound is known to have arrived', async () => {
    const world = await answeredWorld();
    world.runner.stop();
    expect(world.microphone.close).toHaveBeenCalledOnce();
    expect(sends(world.first)).toBe('silence');
    expect(world.first.closed).toBe(false);
    expect(world.runner.state().phase).toBe('stopping');
    await vi.waitUntil(() => world.first.closed);
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.state()).toEqual({ phase: 'idle' });
    expect(world.ended()).not.toHaveProperty('unprovenMs');
    world.cut();
  });

  it('after the link was cut unseen is over a second later, and tells what is not known to have arrived', async () => {
    const world = await answeredWorld();
    world.cut();
    await vi.advanceTimersByTimeAsync(400);
    expect(world.runner.state().phase).toBe('live');
    world.runner.stop();
    await vi.advanceTimersByTimeAsync(999);
    expect(world.first.closed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(world.first.closed).toBe(true);
    expect(world.runner.state()).toEqual({ phase: 'idle' });
    const { unprovenMs } = world.ended() as { unprovenMs?: number };
    expect(unprovenMs).toBeGreaterThanOrEqual(300);
    expect(unprovenMs).toBeLessThan(1000);
  });

  it('does not wait for a far side that has closed its end', async () => {
    const world = await answeredWorld({ catchUp, recovery: { mode: 'stop-and-tell', giveUpAfterMs: null } });
    world.cut();
    world.first.endByFarSide();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.first.closed).toBe(true);
  });

  it('is at once where nobody needs to know', async () => {
    const world = await answeredWorld({});
    world.runner.stop();
    expect(world.first.closed).toBe(true);
    world.cut();
  });
});
