import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';
import { leftOutParts } from '../../domain/profiles/left-out.ts';

/** The longest time from the answer to a connection that is still likely to be made, in milliseconds. */
const connectsWithinMs = 5000;

/** The additional time for a connection whose ICE is connected and whose DTLS is not, in milliseconds. */
const securesWithinMs = 2000;

/**
 * The number of connections that share the time of one attempt, one after the other, where each leaves out another part of
 * the offer; see `left-out.ts`. Loss protection, the least likely cause and the last in doubt, has what is left of it.
 */
const mostConnections = leftOutParts.length;

type Connecting = Pick<RTCPeerConnection, 'connectionState' | 'iceConnectionState' | 'addEventListener'>;

export interface FollowConnectingOptions extends Pick<Edges, 'after'> {
  deadlineMs: number;
  /** Ends the following. */
  signal: AbortSignal;
  onFruitless(): void;
}

/**
 * Calls `onFruitless` once where the peer connection is not connected soon after its answer, so that `deadlineMs`
 * (milliseconds) is enough for every connection that may follow; two seconds later where ICE is connected.
 */
export function followConnecting(
  peerConnection: Connecting,
  sender: Pick<RTCRtpSender, 'transport'>,
  { after, deadlineMs, signal, onFruitless }: FollowConnectingOptions,
): void {
  const timer = createTimer({ after });
  const ended = new AbortController();
  const stop = () => {
    timer.stop();
    ended.abort();
  };
  const stopIfConnected = () => {
    if (peerConnection.connectionState === 'connected') stop();
  };
  const giveUp = () => {
    stop();
    onFruitless();
  };
  const look = () => {
    if (hasPath(peerConnection, sender)) timer.start(securesWithinMs, giveUp);
    else giveUp();
  };
  timer.start(Math.min(connectsWithinMs, deadlineMs / mostConnections), look);
  peerConnection.addEventListener('connectionstatechange', stopIfConnected, { signal: ended.signal });
  signal.addEventListener('abort', stop, { signal: ended.signal });
  stopIfConnected();
}

/**
 * Whether ICE has found a path, over which DTLS may still have to agree on keys: DTLS begins only then, and its failure may
 * be told before ICE's success.
 */
export function hasPath(
  { iceConnectionState }: Pick<RTCPeerConnection, 'iceConnectionState'>,
  { transport }: Pick<RTCRtpSender, 'transport'>,
): boolean {
  const isSecuring = transport !== null && transport.state !== 'new';
  return isSecuring || ['connected', 'completed'].includes(iceConnectionState);
}
