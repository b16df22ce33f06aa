/**
 * How long one knock may wait, in milliseconds. Systems repeat the packet that opens a TCP connection every second at first
 * and then ever more rarely; by then another connection is due. Not shorter: Chromium holds a WebSocket back for one to five
 * seconds once sixteen have failed within minutes (its services/network/websocket_throttler.cc), and that is part of the
 * wait (measured: healing began 1 to 4 s after an outage of five minutes, and 10 s after it with a patience of 2 s).
 */
const patienceMs = 5000;

export type Knock = ReturnType<typeof createKnock>;

/**
 * Makes what finds out whether packets go to a URL's server and come back, whatever it says; never rejects.
 *
 * It knocks by a WebSocket: no server has to take one, and a refusal is as good. A `fetch` would not do. Chromium opens at
 * most six connections to a server at a time, keeps them when their requests are aborted, and has every later request wait
 * for one of them, while the system tries them ever more rarely (measured: 10 s late after an outage of a minute). A
 * WebSocket that is closed takes its connection with it.
 */
export function createKnock(openWebSocket: (url: string) => WebSocket) {
  return function knock(serverUrl: string, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    const url = new URL('/', serverUrl);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const settled = Promise.withResolvers<boolean>();
    const socket = openWebSocket(url.href);
    const listening = new AbortController();
    const settle = (passed: boolean) => {
      listening.abort();
      clearTimeout(timer);
      socket.close();
      settled.resolve(passed);
    };
    const timer = setTimeout(() => settle(false), patienceMs);
    for (const answer of ['open', 'error'] as const) {
      socket.addEventListener(answer, () => settle(true), { signal: listening.signal });
    }
    signal.addEventListener('abort', () => settle(false), { signal: listening.signal });
    return settled.promise;
  };
}
