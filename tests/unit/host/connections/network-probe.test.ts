import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createNetworkProbe } from '../../../../utils/host/connections/network-probe.ts';

describe('a probe at a server', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  class FakeWebSocket extends EventTarget {
    readonly close = vi.fn();
  }

  class FakePeerConnection extends EventTarget {
    readonly close = vi.fn();
    readonly createDataChannel = vi.fn();
    readonly createOffer = vi.fn((_options: RTCOfferOptions) => Promise.resolve({ type: 'offer', sdp: '' }));
    readonly setLocalDescription = vi.fn(() => Promise.resolve());
  }

  function probeAt(url: string, signal = new AbortController().signal) {
    const socket = new FakeWebSocket();
    const asked: { urls: unknown; peerConnection: FakePeerConnection }[] = [];
    const openWebSocket = vi.fn((_url: string) => socket as unknown as WebSocket);
    const createPeerConnection = ({ iceServers = [] }: RTCConfiguration) => {
      const peerConnection = new FakePeerConnection();
      asked.push({ urls: iceServers[0]?.urls, peerConnection });
      return peerConnection as unknown as RTCPeerConnection;
    };
    const passed = createNetworkProbe({ ...browserEdges, openWebSocket, createPeerConnection })(url, signal);
    const expectNothingOpen = () => {
      expect(socket.close).toHaveBeenCalledOnce();
      for (const { peerConnection } of asked) expect(peerConnection.close).toHaveBeenCalledOnce();
      expect(vi.getTimerCount()).toBe(0);
    };
    return { socket, asked, openWebSocket, passed, expectNothingOpen };
  }

  it.each([
    ['https://ingest.example/whip?room=1', 'wss://ingest.example/', 'turn:ingest.example:443?transport=tcp'],
    ['http://ingest.example/', 'ws://ingest.example/', 'turn:ingest.example:80?transport=tcp'],
    ['http://198.18.0.1:8080/offer', 'ws://198.18.0.1:8080/', 'turn:198.18.0.1:8080?transport=tcp'],
    ['http://[::1]:8080/offer', 'ws://[::1]:8080/', 'turn:[::1]:8080?transport=tcp'],
  ])('goes to the origin of %s and nowhere else', (url, socketUrl, turnUrl) => {
    const { openWebSocket, asked } = probeAt(url);
    expect(openWebSocket).toHaveBeenCalledExactlyOnceWith(socketUrl);
    expect(asked.map(({ urls }) => urls)).toEqual([turnUrl]);
  });

  it.each(['open', 'error'])(
    'is heard when its socket tells "%s", and leaves nothing open',
    async (answer) => {
      const { socket, passed, expectNothingOpen } = probeAt('https://ingest.example/whip');
      socket.dispatchEvent(new Event(answer));
      await expect(passed).resolves.toBe(true);
      expectNothingOpen();
    },
  );

  it('is heard when the TCP connection is closed, also a later one, and leaves nothing open', async () => {
    const { asked, passed, expectNothingOpen } = probeAt('https://ingest.example/whip');
    await vi.advanceTimersByTimeAsync(2500);
    // A browser has 500 peer connections, closed ones included, so each further TCP connection is an ICE
    // restart of the same one.
    expect(asked).toHaveLength(1);
    const asking = asked[0]?.peerConnection;
    expect(asking?.setLocalDescription).toHaveBeenCalledTimes(6);
    expect(asking?.createOffer.mock.calls.every(([{ iceRestart }]) => iceRestart === true)).toBe(true);
    asked.at(-1)?.peerConnection.dispatchEvent(new Event('icecandidateerror'));
    await expect(passed).resolves.toBe(true);
    expectNothingOpen();
  });

  it('gives up after some seconds, with its connections', async () => {
    const { passed, expectNothingOpen } = probeAt('https://ingest.example/whip');
    await vi.advanceTimersByTimeAsync(5000);
    await expect(passed).resolves.toBe(false);
    expectNothingOpen();
  });

  it.each(['socket', 'peer connection', 'both'])('goes on where the browser makes no %s', async (refused) => {
    const socket = new FakeWebSocket();
    const peerConnection = new FakePeerConnection();
    const refuse = (): never => {
      throw new DOMException('Cannot create so many', 'UnknownError');
    };
    const probe = createNetworkProbe({
      ...browserEdges,
      openWebSocket: () => (refused === 'peer connection' ? (socket as unknown as WebSocket) : refuse()),
      createPeerConnection: () =>
        refused === 'socket' ? (peerConnection as unknown as RTCPeerConnection) : refuse(),
    });
    const passed = probe('https://ingest.example/whip', new AbortController().signal);
    await vi.advanceTimersByTimeAsync(1500);
    socket.dispatchEvent(new Event('error'));
    peerConnection.dispatchEvent(new Event('icecandidateerror'));
    await vi.advanceTimersByTimeAsync(4000);
    await expect(passed).resolves.toBe(refused !== 'both');
  });

  it('ends when nobody waits for it any more', async () => {
    const aborter = new AbortController();
    const { passed, expectNothingOpen } = probeAt('https://ingest.example/whip', aborter.signal);
    aborter.abort();
    await expect(passed).resolves.toBe(false);
    expectNothingOpen();
  });
});
