import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';
import { leftOutParts } from '../../domain/profiles/left-out.ts';

/** Milliseconds after the answer within which a connection is made, if it can be made at all. */
const connectsWithinMs = 5000;

/** Milliseconds that are added where ICE is connected and DTLS is not yet. */
const securesWithinMs = 2000;

/**
 * The greatest number of connections that share the time of one attempt, one after the other, where each offer leaves
 * out another part; see `left-out.ts`. Loss protection, the least likely cause, is tried last, with the remaining time.
 */
const mostConnections = leftOutParts.length;

type Connecting = Pick<RTCPeerConnection, 'connectionState' | 'iceConnectionState' | 'addEventListener'>;

export interface FollowConnectingOptions extends Pick<Edges, 'after'> {
  deadlineMs: number;
  /** Stops the timers. */
  signal: AbortSignal;
  onFruitless(): void;
}

/**
 * Calls `onFruitless` once where the peer connection is not connected soon after its answer (two seconds later where
 * ICE is), so that `deadlineMs`, in milliseconds, is enough for every connection that may follow.
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

/** Whether ICE has found a path. DTLS begins only then; a DTLS failure may be reported before the ICE success. */
export function hasPath(
  { iceConnectionState }: Pick<RTCPeerConnection, 'iceConnectionState'>,
  { transport }: Pick<RTCRtpSender, 'transport'>,
): boolean {
  const isSecuring = transport !== null && transport.state !== 'new';
  return isSecuring || ['connected', 'completed'].includes(iceConnectionState);
}
