import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';
import type { LocalAddresses } from '../../domain/link/network-change.ts';

/** Milliseconds to wait for host candidates, which take only some milliseconds. */
const capMs = 500;

/**
 * Milliseconds after the first candidate within which those of all interfaces come; TCP candidates, which add no
 * address, come 100 ms later (measured).
 */
const togetherMs = 30;

export interface LocalAddressesDeps extends Pick<Edges, 'after'> {
  createPeerConnection(configuration: RTCConfiguration): RTCPeerConnection;
}

/**
 * The addresses of this computer, as a peer connection without servers finds them: nothing leaves the
 * computer. Null where the browser shows names in their place (RFC 8828, mode 3), which differ each time.
 * Never rejects.
 */
export async function localAddresses(
  { createPeerConnection, after }: LocalAddressesDeps,
  signal: AbortSignal,
): Promise<LocalAddresses | null> {
  if (signal.aborted) return null;
  const peerConnection = createPeerConnection({ iceServers: [] });
  const found = new Set<string>();
  const { promise: complete, resolve } = Promise.withResolvers<void>();
  const endCap = after(capMs, resolve);
  const together = createTimer({ after });
  const done = new AbortController();
  signal.addEventListener('abort', () => resolve(), { signal: done.signal });
  peerConnection.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate === null) return resolve();
    if (!candidate.address || found.has(candidate.address)) return;
    found.add(candidate.address);
    together.start(togetherMs, resolve);
  });
  try {
    peerConnection.createDataChannel('');
    await peerConnection.setLocalDescription();
    await complete;
    signal.throwIfAborted();
  } catch {
    return null;
  } finally {
    endCap();
    together.stop();
    done.abort();
    peerConnection.close();
  }
  return [...found].some((address) => address.endsWith('.local')) ? null : found;
}
