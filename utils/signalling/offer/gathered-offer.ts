import { abortable } from '../../async/abortable.ts';
import type { Edges } from '../../async/edges.ts';
import { gatheringDone, serversToHear } from './gathering.ts';

/**
 * Makes an offer, sets it as the local description and waits for its candidates (2 s at most), for servers
 * that take no candidates later.
 *
 * @throws the signal's reason when aborted
 */
export async function makeGatheredOffer(
  peerConnection: RTCPeerConnection,
  signal: AbortSignal,
  { after }: Pick<Edges, 'after'>,
): Promise<string> {
  const configuredServers = serversToHear(peerConnection.getConfiguration());
  const offer = await abortable(peerConnection.createOffer(), signal);
  const gathered = gatheringDone(peerConnection, { configuredServers, signal, after });
  await Promise.all([abortable(peerConnection.setLocalDescription(offer), signal), gathered]);
  return peerConnection.localDescription?.sdp ?? '';
}
