import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRunning } from '../../../utils/domain/session/session-state.ts';
import { whip } from './live-world.ts';
import { playingWorld } from './playing-world.ts';
import { startRequest } from './session-world.ts';

type World = ReturnType<typeof playingWorld>;

const recovery = { mode: 'recover', giveUpAfterMs: null } as const;
const catchUp = { speed: 1.25, limitMs: null, beyond: 'oldest' } as const;
const owed = { sessionId: 'cut-off', from: 0, parts: [] };
const desk = { deviceId: 'desk', groupId: 'one', label: 'Desk' };

/** What users, the network, the computer and the browser do while a session runs. */
const moves: Record<string, (world: World) => void> = {
  Start: ({ runner }) => runner.start(startRequest(whip, { recovery })),
  'Resume, with what is owed': ({ runner }) =>
    runner.start({ ...startRequest(whip, { recovery, catchUp }), owed }),
  Stop: ({ runner }) => runner.stop(),
  'Retry now': ({ runner }) => runner.retry(),
  mute: ({ runner }) => runner.setMuted(true),
  unmute: ({ runner }) => runner.setMuted(false),
  'a loss': (world) => world.loseAll(),
  'another network': (world) => {
    world.moveTo(`192.0.2.${String(world.readings.length % 200)}`);
    world.tellNetwork('changed');
  },
  'a microphone unplugged': (world) => world.plug(),
  'a microphone plugged in': (world) => world.plug(desk),
  sleep: (world) => world.oversleep(600_000),
  'what is due': (world) => world.play(),
};

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Lets time pass, or only so many steps of promises where something is to come between two of them. */
async function wait(delay: { ms: number } | { steps: number }): Promise<void> {
  if ('ms' in delay) await pass(delay.ms);
  else for (let step = 0; step < delay.steps; step += 1) await Promise.resolve();
}

const delay = fc.oneof(
  fc.record({ ms: fc.constantFrom(0, 1, 49, 50, 51, 300, 1000, 3000, 12_000) }),
  fc.record({ steps: fc.nat({ max: 12 }) }),
);
const story = fc.array(fc.record({ move: fc.constantFrom(...Object.keys(moves)), delay }), { maxLength: 9 });
const slowness = fc.record({
  answer: fc.constantFrom(0, 10, 400, 4000),
  microphone: fc.constantFrom(0, 10, 400, 4000, 9000),
});

describe('a Stop that is the last wish, at any moment of a session,', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('closes every microphone, opens none again, and no session goes on after its end', async () => {
    await fc.assert(
      fc.asyncProperty(story, delay, slowness, async (told, last, delays) => {
        const world = playingWorld(undefined, delays);
        moves['Start']?.(world);
        for (const { move, delay: after } of told) {
          await wait(after);
          moves[move]?.(world);
        }
        await wait(last);
        world.runner.stop();
        await pass(10_000);
        expect(world.openMicrophones(), 'microphones ten seconds after the Stop').toBe(0);
        expect(isRunning(world.runner.state())).toBe(false);
        const asked = world.openings.length;
        await pass(60_000);
        expect([world.openMicrophones(), world.openings.length]).toEqual([0, asked]);
        const ended = new Set<string>();
        for (const { sessionId, kind } of world.events) {
          expect(ended, `${kind} after the end of ${sessionId}`).not.toContain(sessionId);
          if (kind === 'session-ended') ended.add(sessionId);
        }
        world.end();
      }),
      { numRuns: 150 },
    );
  });
});
