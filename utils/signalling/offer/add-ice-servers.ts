import { FailureError } from '../../domain/failure/failure.ts';
import { type IceServer, toRtcIceServer } from '../../domain/profiles/ice-server.ts';

/**
 * Adds the ICE servers that a server announced to those of a connection; they count for gathering that has
 * not begun.
 *
 * @throws FailureError `server-answer-invalid` where the browser takes none of them
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
  } catch (error) {
    throw new FailureError({ reason: 'server-answer-invalid' }, { cause: error });
  }
}
