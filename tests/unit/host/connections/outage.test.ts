import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createNetworkProbe } from '../../../../utils/host/connections/network-probe.ts';
import { untilReachable } from '../../../../utils/host/connections/reachability.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

// A browser's process may have 500 peer connections, and closed ones count until they are collected.
it('a minute without a network makes few peer connections, and asks by TCP every second all the same', async () => {
  let made = 0;
  let asked = 0;
  const probe = createNetworkProbe({
    openWebSocket: () => Object.assign(new EventTarget(), { close: vi.fn() }) as unknown as WebSocket,
    createPeerConnection() {
      made += 1;
      const methods = {
        close: vi.fn(),
        createDataChannel: vi.fn(),
        createOffer: () => Promise.resolve({ type: 'offer', sdp: '' }),
        setLocalDescription: () => Promise.resolve((asked += 1)),
      };
      return Object.assign(new EventTarget(), methods) as unknown as RTCPeerConnection;
    },
  });
  const aborter = new AbortController();
  const reachable = untilReachable({
    ask: () => Promise.resolve(false),
    probe: (signal) => probe('https://ingest.example/whip', signal),
    random: () => 0,
    signal: aborter.signal,
  });
  await vi.advanceTimersByTimeAsync(60_000);
  aborter.abort();
  await expect(reachable).rejects.toThrow();
  expect(made).toBeLessThanOrEqual(12);
  expect(asked).toBeGreaterThanOrEqual(50);
});

it('a question or a probe that throws is one that did not pass, and the next may', async () => {
  let probes = 0;
  let questions = 0;
  const throwFirst = (count: number, isLater: boolean): Promise<boolean> => {
    if (count === 1) throw new DOMException('Cannot create so many', 'UnknownError');
    return count === 2 ? Promise.reject(new Error('rejected')) : Promise.resolve(isLater);
  };
  const reachable = untilReachable({
    ask: () => throwFirst((questions += 1), true),
    probe: () => throwFirst((probes += 1), true),
    random: () => 0,
    signal: new AbortController().signal,
  });
  await vi.advanceTimersByTimeAsync(10_000);
  await expect(reachable).resolves.toBeUndefined();
  expect([probes, questions]).toEqual([3, 3]);
});
