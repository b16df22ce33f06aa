import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createNetworkProbe } from '../../../../utils/host/connections/network-probe.ts';
import { untilReachable } from '../../../../utils/host/connections/reachability.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Waits for a server whose network is dead, or comes back `backAt` milliseconds from now. */
function anOutage({ backAt = Infinity } = {}) {
  const began = Date.now();
  const counts = { made: 0, asked: 0 };
  const probe = createNetworkProbe({
    ...browserEdges,
    openWebSocket: () => Object.assign(new EventTarget(), { close: vi.fn() }) as unknown as WebSocket,
    createPeerConnection() {
      counts.made += 1;
      const peerConnection = Object.assign(new EventTarget(), {
        close: vi.fn(),
        createDataChannel: vi.fn(),
        createOffer: () => Promise.resolve({ type: 'offer', sdp: '' }),
        setLocalDescription() {
          counts.asked += 1;
          // The packet that opens a TCP connection is answered or lost; it is never repeated here.
          if (Date.now() - began >= backAt)
            setTimeout(() => peerConnection.dispatchEvent(new Event('icecandidateerror')), roundTripMs);
          return Promise.resolve();
        },
      });
      return peerConnection as unknown as RTCPeerConnection;
    },
  });
  const aborter = new AbortController();
  const reachable = untilReachable({
    ...browserEdges,
    // A question into a dead network is answered by nobody.
    ask: () => (Date.now() - began >= backAt ? Promise.resolve(true) : new Promise(() => undefined)),
    probe: (signal) => probe('https://ingest.example/whip', signal),
    random: () => 1,
    signal: aborter.signal,
  });
  return { reachable, counts, abort: () => aborter.abort() };
}

const roundTripMs = 20;

// A browser's process may have 500 peer connections, and closed ones count until they are collected.
it('a minute without a network makes few peer connections, and asks by TCP twice a second all the same', async () => {
  const { reachable, counts, abort } = anOutage();
  await vi.advanceTimersByTimeAsync(59_999);
  abort();
  await expect(reachable).rejects.toThrow();
  expect(counts.made).toBeLessThanOrEqual(13);
  expect(counts.asked).toBeGreaterThanOrEqual(115);
});

it('a network is found within half a second of its return, whenever that is', async () => {
  const worst = [];
  for (let backAt = 0; backAt < 11_000; backAt += 130) {
    const { reachable } = anOutage({ backAt });
    const began = Date.now();
    const foundAt = reachable.then(() => Date.now() - began);
    await vi.advanceTimersByTimeAsync(backAt + 5000);
    worst.push((await foundAt) - backAt);
  }
  expect(Math.max(...worst)).toBeLessThanOrEqual(500 + roundTripMs);
});

it('a question or a probe that throws is one that did not pass, and the next may', async () => {
  let probes = 0;
  let questions = 0;
  const throwFirst = (count: number, isLater: boolean): Promise<boolean> => {
    if (count === 1) throw new DOMException('Cannot create so many', 'UnknownError');
    return count === 2 ? Promise.reject(new Error('rejected')) : Promise.resolve(isLater);
  };
  const reachable = untilReachable({
    ...browserEdges,
    ask: () => throwFirst((questions += 1), true),
    probe: () => throwFirst((probes += 1), true),
    random: () => 0,
    signal: new AbortController().signal,
  });
  await vi.advanceTimersByTimeAsync(10_000);
  await expect(reachable).resolves.toBeUndefined();
  expect([probes, questions]).toEqual([3, 3]);
});
