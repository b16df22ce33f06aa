import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorkerWorld, type Fault } from '../worker-world.ts';

type World = ReturnType<typeof createWorkerWorld>;

/** What the user wants at this moment. */
interface Wish {
  on: boolean;
  muted: boolean;
  profile: string;
}

const kinds = [
  'start',
  'stop',
  'toggle',
  'mute',
  'unmute',
  'toggle-mute',
  'retry',
  'dismiss',
  'look',
  'choose',
  'lose-host',
  'restart-worker',
  'unload',
] as const;
type Kind = (typeof kinds)[number];

function isOn(wish: Wish, on: boolean, chosen: string): Wish {
  if (on === wish.on) return wish;
  return on ? { on, muted: false, profile: chosen } : { ...wish, on };
}

/** Performs an action in the world, and returns what the user wants from then on. */
function act(world: World, kind: Kind, wish: Wish, chosen: string): Wish {
  switch (kind) {
    case 'start':
      world.start();
      return isOn(wish, true, chosen);
    case 'stop':
      world.stop();
      return isOn(wish, false, chosen);
    case 'toggle':
      world.perform('toggle-session');
      return isOn(wish, !wish.on, chosen);
    case 'mute':
    case 'unmute':
      world.setMuted(kind === 'mute');
      return wish.on ? { ...wish, muted: kind === 'mute' } : wish;
    case 'toggle-mute':
      world.perform('toggle-mute');
      return wish.on ? { ...wish, muted: !wish.muted } : wish;
    case 'retry':
      world.retry();
      return wish;
    case 'dismiss':
      world.dismissFailure();
      return wish;
    case 'look':
      world.ask();
      return wish;
    case 'restart-worker':
      world.restartWorker();
      return wish;
    case 'unload':
      world.unload();
      return { ...wish, on: false };
    case 'lose-host':
    case 'choose':
      return wish;
  }
}

/**
 * Milliseconds of one step: work that is due is done before much more time passes, as on a computer that is
 * not busy.
 */
const sliceMs = 500;

/** Lets half a minute pass, or less where nothing waits for its time any more. */
async function pass(world: World, lane: number): Promise<void> {
  let idle = 0;
  for (let waitedMs = 0; waitedMs < 30_000 && idle < 5; waitedMs += sliceMs) {
    await vi.advanceTimersByTimeAsync(sliceMs);
    idle = vi.getTimerCount() > 0 ? 0 : idle + 1;
    while (await world.step(lane)) {
      await vi.advanceTimersByTimeAsync(0);
      idle = 0;
    }
  }
}

async function settle(world: World): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await pass(world, round);
    world.watch();
  }
  await pass(world, 0);
}

function expectHonestLog({ log, owedTo }: Pick<World, 'log' | 'owedTo'>): void {
  expect(owedTo, 'what a session left unsent goes to one host alone').toEqual([...new Set(owedTo)]);
  const ended = new Set<string>();
  for (const { sessionId, kind } of log) {
    expect(kind, 'a session goes on with the server that it was started with').not.toBe('other-server');
    expect(ended, `${kind} after the end of ${sessionId}`).not.toContain(sessionId);
    if (kind === 'session-ended') ended.add(sessionId);
  }
}

const steps = fc.array(fc.nat({ max: 60 }), { maxLength: 14 });
const movesOf = (...allowed: Kind[]) =>
  fc.array(fc.record({ kind: fc.constantFrom(...allowed), steps }), { minLength: 1, maxLength: 9 });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('whatever users do, and however slowly all of it is answered', () => {
  it('is what they wanted last: off means off, on means on, with the server and the mute that were wanted', async () => {
    await fc.assert(
      fc.asyncProperty(movesOf(...kinds), async (all) => {
        const world = createWorkerWorld();
        let wish: Wish = { on: false, muted: false, profile: 'one' };
        let chosen = 'one';
        let losses = 0;
        for (const { kind, steps: numbers } of all) {
          // Which of two servers a Start means that is still being prepared is not defined.
          if (kind === 'choose' && world.isSettled()) {
            chosen = chosen === 'one' ? 'two' : 'one';
            world.choose(chosen);
          }
          // After a fourth loss within five minutes a session ends with words, and so does one that was not
          // live yet.
          if (kind === 'lose-host' && losses < 3 && world.isKnownToBeLive() && world.loseHost()) losses += 1;
          wish = act(world, kind, wish, chosen);
          for (const number of numbers) await world.step(number);
        }
        await settle(world);
        expect(world.isSettled(), 'every command is answered').toBe(true);
        expect(world.isMicrophoneOn()).toBe(wish.on);
        const state = world.host();
        if (wish.on && state && 'running' in state) {
          expect(world.profileOf.get(state.running.session.id)).toBe(wish.profile);
          expect(state).toMatchObject({ running: { muted: wish.muted } });
        }
        expect(world.told.at(-1)?.phase ?? 'idle').toMatch(
          wish.on ? /starting|live|recovering/ : /idle|failed/,
        );
        expectHonestLog(world);
      }),
      { numRuns: 300 },
    );
  });

  it('is off after a Stop also where hosts are lost at any moment, and no session goes on after its end', async () => {
    const moves = movesOf(
      'start',
      'stop',
      'mute',
      'retry',
      'dismiss',
      'look',
      'restart-worker',
      'lose-host',
      'lose-host',
    );
    await fc.assert(
      fc.asyncProperty(moves, async (all) => {
        const world = createWorkerWorld();
        let wish: Wish = { on: false, muted: false, profile: 'one' };
        for (const { kind, steps: numbers } of all) {
          if (kind === 'lose-host') world.loseHost();
          wish = act(world, kind, wish, 'one');
          for (const number of numbers) await world.step(number);
        }
        await settle(world);
        expect(world.isSettled(), 'every command is answered').toBe(true);
        if (!wish.on) expect(world.isMicrophoneOn()).toBe(false);
        expectHonestLog(world);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a policy that the browser tells only after a Start', () => {
  const policies = {
    'another server': { settings: { activeProfileId: 'two' }, locked: ['activeProfileId'] },
    'another setting': { settings: { badge: false }, locked: ['badge'] },
    'no recording': { settings: { recording: { keep: 'never' } }, locked: ['recording.keep'] },
  };

  it.each(Object.entries(policies))(
    'holds for every session, whatever becomes of its worker and its host, and ends no other: %s',
    async (name, policy) => {
      const moves = movesOf('start', 'stop', 'mute', 'restart-worker', 'look', 'lose-host');
      await fc.assert(
        fc.asyncProperty(moves, fc.nat({ max: 9 }), steps, async (all, saidAt, last) => {
          const world = createWorkerWorld({ isPolicyLate: true });
          let wish: Wish = { on: false, muted: false, profile: 'one' };
          let losses = 0;
          for (const [index, { kind, steps: numbers }] of all.entries()) {
            if (index === saidAt) world.saysPolicy(policy);
            if (kind === 'lose-host' && losses < 3 && world.isKnownToBeLive() && world.loseHost())
              losses += 1;
            wish = act(world, kind, wish, 'one');
            for (const number of numbers) await world.step(number);
          }
          world.saysPolicy(policy);
          for (const number of last) await world.step(number);
          await settle(world);
          expect(world.isSettled(), 'every command is answered').toBe(true);
          const state = world.host();
          const running = state && 'running' in state ? state.running.session.id : null;
          if (name === 'no recording') {
            expect(world.isRecording()).toBe(false);
            if (running !== null && world.wasRecorded(running))
              expect(world.deletedRecordings).toContain(running);
          } else expect(world.deletedRecordings).toEqual([]);
          if (name !== 'another server') expect(running !== null).toBe(wish.on);
          else if (running !== null) expect(world.profileOf.get(running)).toBe('two');
          if (!wish.on) expect(running).toBeNull();
          expectHonestLog(world);
        }),
        { numRuns: 150 },
      );
    },
  );
});

it.each([true, false])(
  'a session whose host is gone when a late policy forbids it goes on in no other host (worker restarted: %s)',
  async (isRestarted) => {
    const world = createWorkerWorld({ isPolicyLate: true });
    world.start();
    await settle(world);
    expect(world.isMicrophoneOn()).toBe(true);
    world.loseHost();
    if (isRestarted) world.restartWorker();
    world.saysPolicy({ settings: { activeProfileId: 'two' }, locked: ['activeProfileId'] });
    await settle(world);
    expect(world.isMicrophoneOn()).toBe(false);
    expect(world.told.at(-1)).toMatchObject({ phase: 'failed', failure: { reason: 'policy-overruled' } });
  },
);

it.each([true, false])(
  'a session whose host is gone when a late policy forbids recordings goes on without one (worker restarted: %s)',
  async (isRestarted) => {
    const world = createWorkerWorld({ isPolicyLate: true });
    world.start();
    await settle(world);
    expect(world.isRecording()).toBe(true);
    world.loseHost();
    if (isRestarted) world.restartWorker();
    world.saysPolicy({ settings: { recording: { keep: 'never' } }, locked: ['recording'] });
    await settle(world);
    expect([world.isMicrophoneOn(), world.isRecording()]).toEqual([true, false]);
    expect(new Set(world.deletedRecordings).size).toBe(1);
    // A third host does not record it either.
    world.loseHost();
    world.watch();
    await settle(world);
    expect([world.isMicrophoneOn(), world.isRecording()]).toEqual([true, false]);
  },
);

it('what a session that was cut off left unsent goes to the host that its Resume starts, and to no later one', async () => {
  const world = createWorkerWorld();
  world.start();
  await settle(world);
  world.unload();
  await settle(world);
  expect(world.told.at(-1)).toMatchObject({ phase: 'failed', failure: { reason: 'interrupted' } });
  world.start();
  world.restartWorker();
  await settle(world);
  expect(world.isMicrophoneOn()).toBe(true);
  expect(world.owedTo).toEqual(['by-popup-1']);
  world.loseHost();
  world.watch();
  await settle(world);
  expect(world.isMicrophoneOn()).toBe(true);
  world.stop();
  await settle(world);
  world.start();
  await settle(world);
  expect(world.owedTo).toEqual(['by-popup-1']);
});

const storageEdges = /^(session|local|managed|history)\./;

/** A Start, some facts that are learned, a Stop, and a Start again. */
async function story(faultOf?: (edge: string, callsBefore: number) => Fault | null) {
  const world = createWorkerWorld(faultOf ? { faultOf } : {});
  world.start();
  await settle(world);
  const failed = [...world.failures];
  const isFirstOn = world.isMicrophoneOn();
  const learned = world.learn().then(() => true);
  void world.openedAtServer('https://one.example/session/1').catch(() => undefined);
  await settle(world);
  const isLogFree = await Promise.race([learned, Promise.resolve(false)]);
  world.stop();
  await settle(world);
  const isOff = !world.isMicrophoneOn();
  world.perform('toggle-session');
  await settle(world);
  return { ...world, failed, isFirstOn, isLogFree, isOff, isAgainOn: world.isMicrophoneOn() };
}

describe('every edge of a storage, broken once at every moment', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { calls } = await story();
  vi.useRealTimers();
  const faults: Fault[] = ['throws', 'rejects', 'hangs'];
  const moments = [...calls]
    .filter(([edge]) => storageEdges.test(edge))
    .flatMap(([edge, count]) =>
      faults.flatMap((fault) => Array.from({ length: count }, (_, call) => ({ edge, call, fault }))),
    );

  it('are many', () => {
    expect(new Set(moments.map(({ edge }) => edge)).size).toBeGreaterThan(4);
  });

  it.each(moments)(
    'a Start works, or fails with words, and off is off: $edge $fault, call $call',
    async ({ edge, call, fault }) => {
      const told = await story((name, before) => (name === edge && before === call ? fault : null));
      // Reading the settings, and what an administrator has set, is the one thing that a Start cannot do
      // without.
      const isEssential = /^(local|managed)\.get$/.test(edge);
      if (told.isFirstOn) expect(told.failed).toEqual([]);
      else {
        expect(isEssential).toBe(true);
        const reason = edge === 'local.get' ? 'settings-unreadable' : 'policy-unanswered';
        expect(told.failed).toEqual([{ reason }]);
      }
      expect(told.isLogFree, 'the log does not wait for what is only a help').toBe(true);
      expect(told.isOff).toBe(true);
      if (!isEssential) expect(told.isAgainOn).toBe(true);
      expectHonestLog(told);
    },
  );

  it.each(faults)('a Start works where nothing can be written at all: each write %s', async (fault) => {
    const told = await story((name) => (/\.(set|remove|appendWorkerEvents)$/.test(name) ? fault : null));
    expect(told.failed).toEqual([]);
    expect([told.isFirstOn, told.isLogFree, told.isOff, told.isAgainOn]).toEqual([true, true, true, true]);
  });
});
