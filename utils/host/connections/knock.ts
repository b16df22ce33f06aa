/**
 * How long one knock may wait, in milliseconds. Not shorter: Chromium holds a WebSocket back for one to five seconds once
 * sixteen have failed within minutes (its services/network/websocket_throttler.cc), and that is part of the wait.
 */
const patienceMs = 5000;

/**
 * How often a TCP connection is begun anew meanwhile, in milliseconds. Systems repeat the packet that opens one ever more
 * rarely, so a new one is what finds a network within a second of its return.
 */
const tcpEveryMs = 1000;

export interface KnockDeps {
  openWebSocket(url: string): WebSocket;
  createPeerConnection(configuration: RTCConfiguration): RTCPeerConnection;
}

export type Knock = ReturnType<typeof createKnock>;

/**
 * Makes what finds out whether packets go to a URL's server and come back, whatever it says; never rejects, and what cannot
 * even be tried has not passed.
 *
 * A `fetch` would not do. Chromium opens at most six connections to a server at a time, keeps them when their requests are
 * aborted, and has every later request wait for one of them, while the system tries them ever more rarely (measured: 10 s
 * late after an outage of a minute). So it knocks in two ways at once, whose connections end with them:
 * - by a WebSocket: no server has to take one, and a refusal is as good. Held back after some failures (measured: 1 to 4 s
 *   late after an outage of five minutes).
 * - as a peer connection asks a TURN server over TCP (RFC 8656 section 3.1), which nothing holds back. A server that is none
 *   closes the connection, and that is its answer; one that waits for more says nothing. It asks anew by an ICE restart: each
 *   opens another TCP connection (measured), and a browser has but 500 peer connections, closed ones included.
 */
export function createKnock({ openWebSocket, createPeerConnection }: KnockDeps) {
  return function knock(serverUrl: string, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    const url = new URL('/', serverUrl);
    const isSecure = url.protocol === 'https:';
    const settled = Promise.withResolvers<boolean>();
    const listening = new AbortController();
    const listen = { signal: listening.signal };
    let asking: RTCPeerConnection | null = null;

    url.protocol = isSecure ? 'wss:' : 'ws:';
    const socket = orNull(() => openWebSocket(url.href));
    const settle = (passed: boolean) => {
      listening.abort();
      clearTimeout(timer);
      clearInterval(tcpTimer);
      socket?.close();
      asking?.close();
      settled.resolve(passed);
    };
    const pass = () => settle(true);
    for (const answer of ['open', 'error'] as const) socket?.addEventListener(answer, pass, listen);

    const urls = `turn:${url.hostname}:${url.port || (isSecure ? '443' : '80')}?transport=tcp`;
    const openAsking = () => {
      const opened = createPeerConnection({
        iceServers: [{ urls, username: 'knock', credential: 'knock' }],
        iceTransportPolicy: 'relay',
      });
      opened.addEventListener('icecandidateerror', pass, listen);
      opened.createDataChannel('');
      return opened;
    };
    const askByTcp = () => {
      asking ??= orNull(openAsking);
      // Rejects where it was closed before; then nobody waits for it.
      if (asking) ask(asking).catch(() => undefined);
    };
    const timer = setTimeout(() => settle(false), patienceMs);
    const tcpTimer = setInterval(askByTcp, tcpEveryMs);
    askByTcp();
    signal.addEventListener('abort', () => settle(false), listen);
    return settled.promise;
  };
}

/** Begins a TCP connection, and another one each time. */
async function ask(peerConnection: RTCPeerConnection): Promise<void> {
  const offer = await peerConnection.createOffer({ iceRestart: true });
  await peerConnection.setLocalDescription(offer);
}

/** What the browser refuses to make now, it may make the next time. */
function orNull<Made>(make: () => Made): Made | null {
  try {
    return make();
  } catch {
    return null;
  }
}
