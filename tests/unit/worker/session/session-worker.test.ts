import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorkerWorld, type Fault } from '../worker-world.ts';

type World = ReturnType<typeof createWorkerWorld>;

/** What the user wants at this moment. */
interface Wish {
  on: boolean;
  muted: boolean;
  profile: string;
  microphone: string;
}

const nothingYet: Wish = { on: false, muted: false, profile: 'one', microphone: '' };

const kinds = [
  'start',
  'stop',
  'stop-when-sent',
  'toggle',
  'mute',
  'unmute',
  'toggle-mute',
  'retry',
  'answer',
  'dismiss',
  'look',
  'choose',
  'other-microphone',
  'clock-forward',
  'clock-back',
  'lose-host',
  'hang-host',
  'restart-worker',
  'unload',
] as const;
type Kind = (typeof kinds)[number];

function isOn(wish: Wish, on: boolean, chosen: string): Wish {
  if (on === wish.on) return wish;
  return on ? { ...wish, on, muted: false, profile: chosen } : { ...wish, on };
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
    case 'stop-when-sent':
      world.stopWhenDelivered();
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
    case 'answer':
      world.answerQuestion();
      return wish;
    case 'other-microphone': {
      const microphone = wish.microphone === 'desk' ? 'head' : 'desk';
      world.chooseMicrophone(microphone);
      return { ...wish, microphone };
    }
    case 'clock-forward':
      world.setClock(400 * dayMs);
      return wish;
    case 'clock-back':
      world.setClock(-dayMs / 12);
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
    case 'hang-host':
    case 'choose':
      return wish;
  }
}

const dayMs = 86_400_000;

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

/** Lets this time pass, with all that is due in it. */
async function passOn(world: World, forMs: number): Promise<void> {
  for (let passedMs = 0; passedMs < forMs; passedMs += sliceMs) {
    while (await world.step(0)) await vi.advanceTimersByTimeAsync(0);
    await vi.advanceTimersByTimeAsync(sliceMs);
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
      fc.asyncProperty(movesOf(...kinds.filter((kind) => kind !== 'stop-when-sent')), async (all) => {
        const world = createWorkerWorld();
        let wish = nothingYet;
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
          if (losses < 3 && world.isKnownToBeLive()) {
            if (kind === 'lose-host' && world.loseHost()) losses += 1;
            if (kind === 'hang-host' && world.hangHost()) losses += 1;
          }
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
          expect(world.microphone()).toBe(wish.microphone);
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
      'stop-when-sent',
      'mute',
      'retry',
      'answer',
      'dismiss',
      'look',
      'restart-worker',
      'lose-host',
      'lose-host',
      'hang-host',
    );
    await fc.assert(
      fc.asyncProperty(moves, async (all) => {
        const world = createWorkerWorld();
        let wish = nothingYet;
        for (const { kind, steps: numbers } of all) {
          if (kind === 'lose-host') world.loseHost();
          if (kind === 'hang-host') world.hangHost();
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

/** Takes one step after another until a session is known to be live. */
async function goLive(world: World): Promise<void> {
  world.start();
  await settle(world);
  expect(world.isKnownToBeLive()).toBe(true);
}

describe('a host whose thread is busy for ever', () => {
  const commands: [string, (world: World) => void][] = [
    ['a mute', (world) => world.setMuted(true)],
    ['an unmute', (world) => world.setMuted(false)],
    ['a Retry now', (world) => world.retry()],
    ['an answer to a question', (world) => world.answerQuestion()],
    ['another microphone', (world) => world.chooseMicrophone('desk')],
    ['a failure that was read', (world) => world.dismissFailure()],
    ['a Stop that waits', (world) => world.stopWhenDelivered()],
  ];

  it.each(commands)('keeps no Stop waiting behind %s', async (_words, command) => {
    const world = createWorkerWorld();
    await goLive(world);
    world.hangHost();
    command(world);
    await passOn(world, 1000);
    world.stop();
    // A page may keep the thread for five seconds; no watchdog comes to help.
    await passOn(world, 10_000);
    expect(world.isMicrophoneOn()).toBe(false);
    await settle(world);
    expect(world.isMicrophoneOn()).toBe(false);
    expectHonestLog(world);
  });

  it('is muted all the same, by another host', async () => {
    const world = createWorkerWorld();
    await goLive(world);
    world.hangHost();
    world.setMuted(true);
    await passOn(world, 12_000);
    expect(world.host()).toMatchObject({ running: { muted: true } });
    expect(world.failures).toEqual([]);
  });
});

describe('an update that waits', () => {
  it.each(['popup', 'shortcut'])('ends no Start by %s, at whatever step of it', async (by) => {
    for (let steps = 0; steps < 40; steps += 1) {
      const world = createWorkerWorld();
      if (by === 'popup') world.start();
      else world.perform('toggle-session');
      for (let step = 0; step < steps; step += 1) await world.step(0);
      const idle = world.isIdle();
      await passOn(world, 3000);
      expect(await idle, `after ${String(steps)} steps`).toBe(false);
      expect(world.isMicrophoneOn()).toBe(true);
    }
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
          let wish = nothingYet;
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

it('what a session that was cut off left unsent goes to the host that its Resume starts, and what a lost host left to the next one', async () => {
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
  expect(world.owedTo).toEqual(['by-popup-1', 'by-popup-2']);
  world.stop();
  await settle(world);
  world.start();
  await settle(world);
  expect(world.owedTo).toHaveLength(2);
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
