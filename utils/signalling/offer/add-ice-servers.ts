import { type IceServer, toRtcIceServer } from '../../domain/profiles/ice-server.ts';

/**
 * Adds the ICE servers that a server announced to those of a connection; they count for gathering that has not begun.
 * Where the browser refuses them after all, the connection goes on without them.
 */
export function addIceServers(
  peerConnection: Pick<RTCPeerConnection, 'getConfiguration' | 'setConfiguration'>,
  servers: readonly IceServer[],
): void {
  if (servers.length === 0) return;
  const current = peerConnection.getConfiguration();
  const iceServers = [...(current.iceServers ?? []), ...servers.map(toRtcIceServer)];
  try {
    // The rest is passed again unchanged: a bundle policy left out would count as a forbidden change.
    peerConnection.setConfiguration({ ...current, iceServers });
  } catch {
    // A path may be found without them; the connection shows whether one is.
  }
}
