import type { Edges } from '../../async/edges.ts';

/**
 * Milliseconds that one probe may take. No fewer, because Chromium delays a WebSocket by one to five seconds once
 * sixteen have failed within minutes (services/network/websocket_throttler.cc), and the delay counts.
 */
const patienceMs = 5000;

/**
 * Milliseconds between two TCP connections of one probe, and so the longest delay in noticing that the network is back:
 * systems retransmit a SYN at ever longer intervals.
 */
const tcpEveryMs = 500;

export interface NetworkProbeDeps extends Pick<Edges, 'after' | 'every'> {
  openWebSocket(url: string): WebSocket;
  createPeerConnection(configuration: RTCConfiguration): RTCPeerConnection;
}

export type NetworkProbe = ReturnType<typeof createNetworkProbe>;

/**
 * Makes a function that finds out whether packets pass to a URL's server and back, whatever the server
 * answers. It never rejects; a probe that cannot even be tried has not passed.
 *
 * A `fetch` would not do. Chromium opens at most six connections to a server at a time, keeps them when their
 * requests are aborted, and makes every later request wait for one of them, while the system tries them ever
 * more rarely (measured: 10 s late after an outage of a minute). So a probe is made in two ways at once,
 * whose connections end with it:
 * - by a WebSocket: the server need not accept it, since a refusal is an answer too. Chromium delays it after
 *   some failures (measured: 1 to 4 s late after an outage of five minutes).
 * - as a peer connection asks a TURN server over TCP (RFC 8656, section 3.1), which nothing delays. A server
 *   that is no TURN server closes the connection, which is an answer; one that waits for more says nothing.
 *   Each ICE restart opens another TCP connection (measured), which spares peer connections: a browser has
 *   only 500, closed ones included.
 */
export function createNetworkProbe({ openWebSocket, createPeerConnection, after, every }: NetworkProbeDeps) {
  return function probe(serverUrl: string, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    const url = new URL('/', serverUrl);
    const isSecure = url.protocol === 'https:';
    const probed = Promise.withResolvers<boolean>();
    const listening = new AbortController();
    const listen = { signal: listening.signal };
    let asking: RTCPeerConnection | null = null;

    url.protocol = isSecure ? 'wss:' : 'ws:';
    const socket = orNull(() => openWebSocket(url.href));
    const finish = (passed: boolean) => {
      listening.abort();
      endPatience();
      endTcp();
      socket?.close();
      asking?.close();
      probed.resolve(passed);
    };
    const pass = () => finish(true);
    for (const answer of ['open', 'error'] as const) socket?.addEventListener(answer, pass, listen);

    const urls = `turn:${url.hostname}:${url.port || (isSecure ? '443' : '80')}?transport=tcp`;
    const openAsking = () => {
      const opened = createPeerConnection({
        iceServers: [{ urls, username: 'probe', credential: 'probe' }],
        iceTransportPolicy: 'relay',
      });
      opened.addEventListener('icecandidateerror', pass, listen);
      opened.createDataChannel('');
      return opened;
    };
    const askByTcp = () => {
      asking ??= orNull(openAsking);
      // Rejects where the connection was closed before; then the answer is not needed.
      if (asking) ask(asking).catch(() => undefined);
    };
    const endPatience = after(patienceMs, () => finish(false));
    const endTcp = every(tcpEveryMs, askByTcp);
    askByTcp();
    signal.addEventListener('abort', () => finish(false), listen);
    return probed.promise;
  };
}

/** Starts a TCP connection; each further call starts another one. */
async function ask(peerConnection: RTCPeerConnection): Promise<void> {
  const offer = await peerConnection.createOffer({ iceRestart: true });
  await peerConnection.setLocalDescription(offer);
}

/** The result of `make`; null where it throws, which may be temporary. */
function orNull<Made>(make: () => Made): Made | null {
  try {
    return make();
  } catch {
    return null;
  }
}
