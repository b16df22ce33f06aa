import { timerMs } from '../../async/timer-limit.ts';
import { gatheringDone, serversToHear } from './gathering.ts';

/**
 * Milliseconds within which a browser tells all candidates that it has gathered ahead, once the offer is set: Chromium 156
 * takes 3 (measured).
 */
const tellingMs = 20;

/**
 * The offer with every candidate, where they were gathered ahead (`iceCandidatePoolSize`); null where the offer cannot
 * wait for them. To be called at once after `setLocalDescription`, whose promise is `offerIsSet`.
 *
 * @throws the signal's reason when aborted
 */
export async function offerGatheredAhead(
  peerConnection: RTCPeerConnection,
  offerIsSet: Promise<void>,
  signal: AbortSignal,
): Promise<string | null> {
  const configuration = peerConnection.getConfiguration();
  if (!configuration.iceCandidatePoolSize) return null;
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), timerMs(tellingMs));
  try {
    await Promise.all([
      offerIsSet,
      gatheringDone(peerConnection, {
        configuredServers: serversToHear(configuration),
        signal: AbortSignal.any([signal, waiting.signal]),
      }),
    ]);
    return peerConnection.localDescription?.sdp ?? null;
  } catch (error) {
    signal.throwIfAborted();
    if (waiting.signal.aborted) return null;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
