import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRunning } from '../../../utils/domain/session/session-state.ts';
import { whip } from './live-world.ts';
import { playingWorld } from './playing-world.ts';
import { startRequest, type Meddle } from './session-world.ts';

/** What an edge does in place of its work, once. */
const faults = {
  throws: () => {
    throw new DOMException('Cannot create so many', 'UnknownError');
  },
  rejects: () => Promise.reject(new DOMException('Cannot do that now', 'OperationError')),
  hangs: () => new Promise<never>(() => undefined),
};
type FaultKind = keyof typeof faults;

/**
 * Edges that always answer in time, which the tests of their own modules hold: a microphone within 10 s, a
 * probe within 5 s.
 */
const punctual = ['openMicrophone', 'probe'];

function mayBe(kind: FaultKind, name: string, later: ReadonlySet<string>): boolean {
  switch (kind) {
    case 'throws':
      return true;
    case 'rejects':
      return later.has(name);
    case 'hangs':
      return later.has(name) && !punctual.includes(name);
  }
}

/** The calls of each edge that fail: the first ones, and later ones, enough for each phase of the session. */
const moments = [1, 2, 3, 4, 5, 6, 8, 12, 20, 40, 80];

const catchUp = { speed: 1.25, limitMs: null, beyond: 'oldest' } as const;
const recovery = { mode: 'recover', giveUpAfterMs: null } as const;

/** Counts the calls of each edge, and makes one call of one of them fail. */
function meddling(fault: { name: string; call: number; kind: FaultKind } | null) {
  const calls = new Map<string, number>();
  /** Edges that answer by a promise. */
  const later = new Set<string>();
  const meddle: Meddle = (name, edge) =>
    ((...given: never[]) => {
      const call = (calls.get(name) ?? 0) + 1;
      calls.set(name, call);
      if (fault?.name === name && fault.call === call) return faults[fault.kind]();
      const result = edge(...given);
      if (result instanceof Promise) later.add(name);
      return result;
    }) as typeof edge;
  return { calls, later, meddle };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/**
 * Runs a session: Start, a roll-over to another network, a loss that an ICE restart does not heal, another
 * loss, and a lost microphone.
 */
async function live(world: ReturnType<typeof playingWorld>): Promise<void> {
  world.runner.start(startRequest(whip, { recovery, catchUp }));
  await pass(3000);
  world.moveTo('192.0.2.1', '198.51.100.1');
  world.tellNetwork('changed');
  await pass(4000);
  world.loseAll();
  await pass(12_000);
  world.plug();
  world.loseAll();
  await pass(12_000);
}

describe('an edge that throws, rejects or never answers once, at any moment of a session,', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** The edges that can fail, found by a session in which none does. */
  const edges = [
    'openMicrophone',
    'listMicrophones',
    'onMicrophonesChange',
    'createPuller',
    'puller.pull',
    'puller.stop',
    'puller.hold',
    'puller.catchUp',
    'puller.follow',
    'createGeneratedTrack',
    'createSilentTrack',
    'createSignalling',
    'signalling.warmUp',
    'signalling.negotiate',
    'takeCertificate',
    'createPeerConnection',
    'createMediaStream',
    'createFreshPeerConnection',
    'probe',
    'onNetworkHint',
    'localAddresses',
    'session.end',
    'session.sendKeepalive',
    'iceRestart.isPossible',
    'iceRestart.perform',
    'peerConnection.addTransceiver',
    'peerConnection.createOffer',
    'peerConnection.setLocalDescription',
    'peerConnection.getStats',
    'peerConnection.close',
    'sender.replaceTrack',
  ];

  it('is found by the test for every edge of a session', async () => {
    const { calls, meddle } = meddling(null);
    const world = playingWorld(meddle);
    await live(world);
    expect(world.runner.state().phase).toBe('live');
    expect(world.kinds().filter((kind) => kind === 'rolled-over')).toHaveLength(1);
    expect(world.kinds().filter((kind) => kind === 'recovered')).toHaveLength(2);
    world.runner.stop();
    await pass(5000);
    world.end();
    expect([...calls.keys()].toSorted()).toEqual(edges.toSorted());
  });

  it.each(edges)(
    'named %s lets the session go live, or fail with words, and be tried again',
    async (name) => {
      const clean = meddling(null);
      const once = playingWorld(clean.meddle);
      await live(once);
      once.runner.stop();
      await pass(5000);
      once.end();
      const kinds = (Object.keys(faults) as FaultKind[]).filter((kind) => mayBe(kind, name, clean.later));
      const most = clean.calls.get(name) ?? 0;
      for (const call of moments.filter((each) => each <= most)) {
        for (const kind of kinds) {
          const at = `${name} ${kind} at its call ${String(call)}`;
          const world = playingWorld(meddling({ name, call, kind }).meddle);
          await live(world);
          const state = world.runner.state();
          expect(state.phase, at).toMatch(/^(live|failed)$/);
          if (state.phase === 'failed') {
            expect(world.kinds().slice(-1), at).toEqual(['session-ended']);
            world.runner.start(startRequest(whip, { recovery }));
            await pass(3000);
          }
          world.loseAll();
          await pass(200);
          world.runner.retry();
          await pass(6000);
          expect(world.runner.state().phase, `${at}, and Retry now after that`).toBe('live');
          world.runner.stop();
          await pass(10_000);
          expect(isRunning(world.runner.state()), `${at}, and Stop after that`).toBe(false);
          expect(world.runner.state().phase, `${at}, and Stop after that`).toBe('idle');
          expect(world.openMicrophones(), `${at}, and Stop after that`).toBe(0);
          world.end();
        }
      }
    },
  );
});
