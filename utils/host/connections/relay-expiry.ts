import type { MediaStats } from '../../domain/link/media-stats.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import { turnExpiry, type TurnExpiry } from '../../domain/profiles/turn-expiry.ts';

/** When the credentials of a connection's relay expire, by its last `stats`; null where it has none that expire. */
export function relayExpiry(
  peerConnection: Pick<RTCPeerConnection, 'getConfiguration'>,
  profile: Profile,
  stats: MediaStats | null,
): TurnExpiry | null {
  const isRelayed = stats?.pair?.localType === 'relay';
  return turnExpiry(
    stats?.relayUrl ?? null,
    isRelayed ? (peerConnection.getConfiguration().iceServers ?? []) : [],
    profile.kind === 'loopback' ? [] : profile.iceServers,
  );
}
