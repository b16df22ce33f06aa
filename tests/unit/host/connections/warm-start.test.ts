import { describe, expect, it, vi, type Mock } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { rtcConfiguration } from '../../../../utils/host/connections/rtc-configuration.ts';
import { createWarmStart } from '../../../../utils/host/connections/warm-start.ts';
import type { WhipProfile } from '../../../../utils/domain/profiles/profile.ts';
import { whip } from '../live-world.ts';

function warming() {
  const questions: { url: string; signal: AbortSignal; answer: (answered: boolean) => void }[] = [];
  const clock = { now: 1_000_000 };
  const connections: { configuration: RTCConfiguration; close: Mock<() => void> }[] = [];
  const start = createWarmStart({
    createSignalling: (profile) => ({
      warmUp(signal) {
        const { promise, resolve } = Promise.withResolvers<boolean>();
        questions.push({ url: (profile as WhipProfile).url, signal, answer: resolve });
        return promise;
      },
    }),
    generateCertificate: vi.fn(() => Promise.resolve({} as RTCCertificate)),
    createPeerConnection(configuration) {
      const made = { configuration, close: vi.fn() };
      connections.push(made);
      return made as unknown as RTCPeerConnection;
    },
    ...browserEdges,
    now: () => clock.now,
  });
  /** Answers the newest question, or refuses it. */
  const answer = async (answered: boolean) => {
    questions.at(-1)?.answer(answered);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { start, questions, clock, answer, connections };
}

it('a warm-up asks a server that answers at each call', async () => {
  const { start, questions, answer } = warming();
  void start.warmUp(whip);
  await answer(true);
  void start.warmUp(whip);
  expect(questions).toHaveLength(2);
});

it('a warm-up asks a server that does not answer once a minute, so that no Start has to wait', async () => {
  const { start, questions, answer, clock } = warming();
  void start.warmUp(whip);
  void start.warmUp(whip);
  await answer(false);
  void start.warmUp(whip);
  expect(questions).toHaveLength(1);
  clock.now += 60_000;
  void start.warmUp(whip);
  expect(questions).toHaveLength(2);
});

it('a warm-up for another server asks it at once, and leaves the first request alone', () => {
  const { start, questions } = warming();
  void start.warmUp(whip);
  void start.warmUp({ ...whip, url: 'https://other.example/whip' });
  expect(questions.map(({ url }) => url)).toEqual([whip.url, 'https://other.example/whip']);
  expect(questions.map(({ signal }) => signal.aborted)).toEqual([true, false]);
});

it('a warm-up makes one certificate, which is taken only once', async () => {
  const { start, answer } = warming();
  const warm = start.warmUp(whip);
  await answer(true);
  await warm;
  expect(start.takeCertificate()).toBeDefined();
  expect(start.takeCertificate()).toBeUndefined();
});

describe('candidates gathered ahead', () => {
  const withStun = { ...whip, iceServers: [{ url: 'stun:stun.example:3478', username: '', credential: '' }] };

  /** Warms up for a profile, and takes what a Start of `profile` would take. */
  async function warmed() {
    const world = warming();
    void world.start.warmUp(whip);
    await vi.waitFor(() => expect(world.connections).toHaveLength(1));
    const takeFor = (profile: WhipProfile = whip) =>
      world.start.takePeerConnection(rtcConfiguration(profile, world.start.takeCertificate())) as unknown;
    return { ...world, takeFor, ahead: world.connections[0] };
  }

  it('are those of the connection that a Start takes, with its certificate', async () => {
    const { connections, ahead, takeFor } = await warmed();
    expect(ahead?.configuration.iceCandidatePoolSize).toBe(1);
    expect(takeFor()).toBe(ahead);
    expect(ahead?.configuration.certificates).toHaveLength(1);
    expect(connections).toHaveLength(1);
  });

  it('are taken once', async () => {
    const { connections, ahead, takeFor } = await warmed();
    takeFor();
    expect(takeFor()).toBe(connections[1]);
    expect(connections[1]?.configuration).not.toHaveProperty('iceCandidatePoolSize');
    expect(ahead?.close).not.toHaveBeenCalled();
  });

  it.each<[string, (world: Awaited<ReturnType<typeof warmed>>) => unknown]>([
    ['the Start has other ICE servers', ({ takeFor }) => takeFor(withStun)],
    ['the Start has another policy', ({ takeFor }) => takeFor({ ...whip, iceTransportPolicy: 'relay' })],
    [
      'a minute has passed',
      ({ clock, takeFor }) => {
        clock.now += 60_000;
        return takeFor();
      },
    ],
    [
      'the clock was set back',
      ({ clock, takeFor }) => {
        clock.now -= 60_000;
        return takeFor();
      },
    ],
  ])('are thrown away where %s', async (_name, take) => {
    const world = await warmed();
    expect(take(world)).toBe(world.connections[1]);
    expect(world.ahead?.close).toHaveBeenCalledOnce();
  });

  it('are gathered anew when the network may have changed', async () => {
    const { start, connections, ahead, takeFor } = await warmed();
    await start.regather();
    expect(ahead?.close).toHaveBeenCalledOnce();
    expect(takeFor()).toBe(connections[1]);
    expect(connections[1]?.configuration.iceCandidatePoolSize).toBe(1);
    await start.regather();
    expect(connections).toHaveLength(2);
  });

  it('are gathered once for a popup that is opened twice, and anew for another profile', async () => {
    const { start, connections } = await warmed();
    void start.warmUp(whip);
    void start.warmUp(withStun);
    await vi.waitFor(() => expect(connections).toHaveLength(2));
    expect(connections.map(({ close }) => close.mock.calls.length)).toEqual([1, 0]);
  });
});
