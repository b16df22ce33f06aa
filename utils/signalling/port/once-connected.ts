type Connecting = Pick<RTCPeerConnection, 'connectionState' | 'addEventListener'>;

/** Calls `onConnected` once, when the peer connection is connected, or at once where it is; never after an abort. */
export function onceConnected(
  peerConnection: Connecting,
  signal: AbortSignal,
  onConnected: () => void,
): void {
  const done = new AbortController();
  const look = () => {
    if (peerConnection.connectionState !== 'connected') return;
    done.abort();
    onConnected();
  };
  peerConnection.addEventListener('connectionstatechange', look, {
    signal: AbortSignal.any([signal, done.signal]),
  });
  if (!signal.aborted) look();
}
