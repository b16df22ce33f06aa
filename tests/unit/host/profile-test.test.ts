import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';
import { FailureError } from '../../../utils/domain/failure/failure.ts';
import type { TestReport } from '../../../utils/domain/session/test-report.ts';
import type { ConnectionDeps } from '../../../utils/host/connections/connection.ts';
import type { UnusedSessionUrl } from '../../../utils/domain/profiles/session-url.ts';
import type { SignallingSession } from '../../../utils/signalling/port/signalling.ts';
import { createProfileTest } from '../../../utils/host/profile-test.ts';
import { FakePeerConnection } from '../../support/fakes/fake-peer-connection.ts';
import { aWhipProfile } from '../../support/profiles.ts';
import { startRequest } from './session-world.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function world() {
  const told: TestReport[] = [];
  const connections: FakePeerConnection[] = [];
  const negotiations: PromiseWithResolvers<SignallingSession>[] = [];
  const tones: { stop: () => void }[] = [];
  let handlers: Parameters<ConnectionDeps['createSignalling']>[2] | null = null;
  let answered: (method: string, status: number) => void = () => undefined;

  const test = createProfileTest({
    createTone() {
      const tone = { track: {} as MediaStreamTrack, stop: vi.fn() };
      tones.push(tone);
      return tone;
    },
    connectionDeps(onAnswer) {
      answered = onAnswer;
      return {
        createSignalling(_profile, _learned, given) {
          handlers = given;
          return {
            warmUp: () => Promise.resolve(true),
            negotiate(_peerConnection, signal) {
              const negotiation = Promise.withResolvers<SignallingSession>();
              signal.addEventListener('abort', () => negotiation.reject(signal.reason as Error));
              negotiations.push(negotiation);
              return negotiation.promise;
            },
          };
        },
        takeCertificate: () => undefined,
        createPeerConnection(configuration) {
          const connection = new FakePeerConnection(configuration);
          connections.push(connection);
          return connection.asPeerConnection();
        },
        takesNack: () => Promise.resolve(true),
        audioCodecs: () => [],
        createMediaStream: () => ({}) as MediaStream,
        ...browserEdges,
      };
    },
  });

  return {
    test,
    told,
    tones,
    connections,
    sessionUrlUnused: (why: UnusedSessionUrl) =>
      handlers?.onSessionUrlUnused('https://media.example:8443', why),
    answered: (method: string, status: number) => answered(method, status),
    kinds: () => told.map((each) => ('end' in each ? `end: ${each.end}` : each.step)),
    start: (id: string = crypto.randomUUID()) =>
      test.start(
        id,
        startRequest(aWhipProfile()),
        (step) => told.push(step),
        (end) => told.push(end),
      ),
    accept: (end = () => Promise.resolve()) => negotiations.at(-1)?.resolve({ end }),
    refuse: (error: Error) => negotiations.at(-1)?.reject(error),
    async flow() {
      const connection = connections.at(-1);
      connection?.flow(5, Date.now());
      connection?.become('connected', 'connected');
      await vi.advanceTimersByTimeAsync(200);
    },
  };
}

describe('a test of a profile', () => {
  it('reports each step of a connection, closes it at the server, and passes', async () => {
    const run = world();
    await run.start();
    run.answered('POST', 201);
    run.accept(() => {
      run.answered('DELETE', 200);
      return Promise.resolve();
    });
    await run.flow();
    expect(run.kinds()).toEqual([
      'server-answered',
      'answer-applied',
      'path-found',
      'media-acknowledged',
      'closed',
      'end: passed',
    ]);
    expect(run.told.at(-2)).toEqual({ step: 'closed', told: true });
    expect(run.connections.every(({ closed }) => closed)).toBe(true);
    expect(run.tones[0]?.stop).toHaveBeenCalledOnce();
    expect(run.test.isRunning()).toBe(false);
  });

  it('fails with the reason of a session', async () => {
    const run = world();
    await run.start();
    run.answered('POST', 401);
    run.refuse(new FailureError({ reason: 'server-unauthorized' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(run.kinds()).toEqual(['server-answered', 'closed', 'end: failed']);
    expect(run.told.at(-1)).toEqual({ end: 'failed', failure: { reason: 'server-unauthorized' } });
  });

  it('reports an ICE server that cannot be used', async () => {
    const run = world();
    await run.start();
    run.connections[0]?.failIceServer('stun:stun.example', 701);
    expect(run.told).toEqual([{ step: 'ice-server-failed', url: 'stun:stun.example', errorCode: 701 }]);
  });

  it('reports a session URL that is not used, once for all the offers of a test', async () => {
    const run = world();
    await run.start();
    for (const why of ['unasked', 'unasked', 'insecure'] as const) run.sessionUrlUnused(why);
    expect(run.told).toEqual(
      (['unasked', 'insecure'] as const).map((why) => ({
        step: 'session-url-unused',
        origin: 'https://media.example:8443',
        why,
      })),
    );
  });

  it('has a deadline, after which it says what was missing', async () => {
    const run = world();
    await run.start();
    run.accept();
    await vi.advanceTimersByTimeAsync(5000);
    run.accept();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(run.told.at(-1)).toEqual({ end: 'failed', failure: { reason: 'connect-timeout' } });
  });

  it('can be cancelled, and settles when the server has confirmed the close', async () => {
    const run = world();
    await run.start();
    const closing = Promise.withResolvers<undefined>();
    run.accept(() => closing.promise);
    await vi.advanceTimersByTimeAsync(0);
    const settled = vi.fn();
    const cancelled = run.test.cancel().then(settled);
    await vi.advanceTimersByTimeAsync(0);
    expect(settled).not.toHaveBeenCalled();
    closing.resolve(undefined);
    await cancelled;
    expect(run.told.at(-1)).toEqual({ end: 'cancelled' });
    expect(run.test.isRunning()).toBe(false);
  });

  it('takes the place of one that still runs', async () => {
    const run = world();
    await run.start();
    const second = run.start();
    await vi.advanceTimersByTimeAsync(0);
    await second;
    expect(run.kinds()).toEqual(['closed', 'end: cancelled']);
    expect(run.connections.map(({ closed }) => closed)).toEqual([true, false]);
    expect(run.test.isRunning()).toBe(true);
  });

  it('that is asked for twice happens once, also where it is over by then', async () => {
    const run = world();
    await run.start('one');
    await run.start('one');
    expect(run.kinds()).toEqual([]);
    expect(run.connections).toHaveLength(1);
    await run.test.cancel();
    await run.start('one');
    expect(run.kinds()).toEqual(['closed', 'end: cancelled']);
    expect(run.connections).toHaveLength(1);
  });

  it.each<[string, (run: ReturnType<typeof world>) => Promise<void>, boolean]>([
    ['another one', (run) => run.start('three'), true],
    ['a cancel', (run) => run.test.cancel(), false],
  ])(
    'that waits until the one before is closed at the server gives way to %s',
    async (_name, comes, isRunning) => {
      const run = world();
      await run.start('one');
      const closing = Promise.withResolvers<undefined>();
      run.accept(() => closing.promise);
      await vi.advanceTimersByTimeAsync(0);
      const waiting = run.start('two');
      const come = comes(run);
      closing.resolve(undefined);
      await Promise.all([waiting, come]);
      expect(run.kinds().filter((kind) => kind === 'end: cancelled')).toHaveLength(2);
      expect(run.connections.filter(({ closed }) => !closed)).toHaveLength(isRunning ? 1 : 0);
      expect(run.tones).toHaveLength(isRunning ? 2 : 1);
      expect(run.test.isRunning()).toBe(isRunning);
    },
  );
});
