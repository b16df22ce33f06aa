import { timerMs } from '../../async/timer-limit.ts';

/** The longest time from the answer to a connection that is still likely to be made, in milliseconds. */
const connectsWithinMs = 5000;

/** The additional time for a connection whose ICE is connected and whose DTLS is not, in milliseconds. */
const securesWithinMs = 2000;

type Connecting = Pick<RTCPeerConnection, 'connectionState' | 'iceConnectionState' | 'addEventListener'>;

/**
 * Calls `onFruitless` once where the peer connection is not connected soon after its answer. At least half of
 * `deadlineMs` (milliseconds) is then left for another connection, or two seconds less where ICE is connected.
 */
export function followConnecting(
  peerConnection: Connecting,
  { deadlineMs, signal, onFruitless }: { deadlineMs: number; signal: AbortSignal; onFruitless: () => void },
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ended = new AbortController();
  const stop = () => {
    clearTimeout(timer);
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
    const hasPath = ['connected', 'completed'].includes(peerConnection.iceConnectionState);
    if (hasPath) timer = setTimeout(giveUp, securesWithinMs);
    else giveUp();
  };
  timer = setTimeout(look, timerMs(Math.min(connectsWithinMs, deadlineMs / 2)));
  peerConnection.addEventListener('connectionstatechange', stopIfConnected, { signal: ended.signal });
  signal.addEventListener('abort', stop, { signal: ended.signal });
  stopIfConnected();
}
