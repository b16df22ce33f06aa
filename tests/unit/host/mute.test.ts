import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '../../../utils/domain/settings/settings.ts';
import { liveWorld } from './live-world.ts';
import { fakeMicrophone, startRequest } from './session-world.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

/** A live session, and whether any sound could leave at this moment. */
async function mutableWorld() {
  const world = await liveWorld();
  const opened = [world.microphone];
  const isLeaking = () =>
    world.openConnections().some(({ track }) => track?.enabled === true && track.label !== 'silence');
  return { ...world, opened, isLeaking };
}

type World = Awaited<ReturnType<typeof mutableWorld>>;

/** Events that can happen to a session while the user mutes, each as a step whose every moment is checked. */
const happenings: Record<string, (world: World) => void | Promise<void>> = {
  'another microphone is chosen'(world) {
    world.runner.useMicrophone({
      ...startRequest().microphone,
      deviceId: `chosen ${String(world.opened.length)}`,
    });
  },
  async 'the microphone that is asked for opens'(world) {
    const next = fakeMicrophone(`opened ${String(world.opened.length)}`);
    world.opened.push(next.microphone);
    world.opening().resolve(next.microphone);
    await settle();
  },
  async 'the connection is lost'(world) {
    world.connection().become('failed', 'failed');
    await settle();
  },
  async 'the server takes the newest connection'(world) {
    await world.accept();
  },
  async 'the network becomes another one'(world) {
    world.moveTo(`192.0.2.${String(10 + world.opened.length)}`);
    world.tellNetwork('changed');
    await vi.advanceTimersByTimeAsync(1000);
  },
  async 'a second passes'() {
    await vi.advanceTimersByTimeAsync(1000);
  },
};

describe('a mute', () => {
  it('silences what is sent in the same moment, and leaves what is heard by the puller alone', async () => {
    const world = await mutableWorld();
    world.runner.setMuted(true);
    expect(world.isLeaking()).toBe(false);
    expect(world.track.enabled).toBe(true);
    expect(world.pullerControls.setUserMuted).toHaveBeenLastCalledWith(true);
    await settle();
    expect(world.connection().track).toBe(world.track.clones[0]);
  });

  it('ends with a puller that begins anew, so that nothing said before it is read, and only then is told', async () => {
    const world = await mutableWorld();
    world.runner.setMuted(true);
    const order: string[] = [];
    world.pullerControls.pull.mockImplementation(() => order.push(world.isLeaking() ? 'too late' : 'pull'));
    world.pullerControls.setUserMuted.mockImplementation(() => order.push('told'));
    world.runner.setMuted(false);
    expect(order).toEqual(['pull', 'told']);
    expect(world.isLeaking()).toBe(true);
  });

  it('lets every track of a microphone go with it, or the device would stay open', async () => {
    const world = await mutableWorld();
    world.runner.setMuted(true);
    await happenings['another microphone is chosen']?.(world);
    await settle();
    await happenings['the microphone that is asked for opens']?.(world);
    expect(world.track.clones.map(({ stop }) => vi.mocked(stop).mock.calls.length)).toEqual([1]);
    world.runner.stop();
    await settle();
    for (const { close, track } of world.opened) {
      expect(close).toHaveBeenCalled();
      for (const clone of (track as typeof world.track).clones) expect(clone.stop).toHaveBeenCalled();
    }
  });

  it('is that of the one track where the microphone is not to be heard while muted', async () => {
    const attention = { ...defaultSettings().attention, listenWhileMuted: false };
    const world = await liveWorld({ attention });
    expect(world.connection().track).toBe(world.track);
    world.runner.setMuted(true);
    expect(world.track.enabled).toBe(false);
    const pulls = world.pullerControls.pull.mock.calls.length;
    world.runner.setMuted(false);
    expect(world.track.enabled).toBe(true);
    expect(world.pullerControls.pull).toHaveBeenCalledTimes(pulls);
  });

  it('leaks nothing at any moment, whatever happens in whatever order', async () => {
    const step = fc.constantFrom('mute', 'unmute', ...Object.keys(happenings));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const world = await mutableWorld();
        let muted = false;
        let leaks = 0;
        const look = () => {
          if (muted && world.isLeaking()) leaks += 1;
        };
        const timer = setInterval(look, 10);
        for (const name of steps) {
          if (name === 'mute' || name === 'unmute') {
            muted = name === 'mute';
            world.runner.setMuted(muted);
          } else await happenings[name]?.(world);
          look();
        }
        await vi.advanceTimersByTimeAsync(3000);
        look();
        clearInterval(timer);
        world.runner.stop();
        await settle();
        expect(leaks).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('speech during a mute', () => {
  it('is a fact of the session until the mute ends, and of no other session', async () => {
    const world = await mutableWorld();
    world.puller().onSpokeWhileMuted();
    expect(world.runner.state()).toMatchObject({ running: { spokeWhileMuted: false } });
    world.runner.setMuted(true);
    world.puller().onSpokeWhileMuted();
    expect(world.runner.state()).toMatchObject({ running: { spokeWhileMuted: true } });
    world.runner.setMuted(false);
    expect(world.runner.state()).toMatchObject({ running: { spokeWhileMuted: false } });
    world.runner.setMuted(true);
    expect(world.runner.state()).toMatchObject({ running: { spokeWhileMuted: false } });
  });
});
