import type { MediaStats } from './media-stats.ts';

/** The counters by which packets are found that did not arrive. */
type Counters = Pick<MediaStats, 'packetsSent' | 'retransmittedPacketsSent'>;

/** The newest share of lost packets, and the reading by which it was told. */
export interface LostShare {
  /** From 0 to 1; null where the far side told nothing. */
  share: number | null;
  told: MediaStats | null;
}

export const noLostShare: LostShare = { share: null, told: null };

/**
 * The number of sent packets that were lost on the way, each one that was sent again counted by itself. A far side that
 * asks for lost packets (NACK) counts those that came late as received (RFC 3550, appendix A.3), so that its own count
 * hides what was repaired: each packet that was lost is either lost still, or was sent once more. Too many are counted where a
 * packet was sent again without need, and the far side's own count does not go below zero, as that of libwebrtc.
 */
export function lostOnTheWay({
  packetsLost,
  retransmittedPacketsSent,
}: Pick<MediaStats, 'packetsLost' | 'retransmittedPacketsSent'>): number | null {
  return packetsLost === null ? null : packetsLost + retransmittedPacketsSent;
}

/** Takes one more reading: the share of packets lost on the way, repaired or not, between the last two reports. */
export function nextLostShare(before: LostShare, stats: MediaStats | null): LostShare {
  if (typeof stats?.fractionLost !== 'number') return noLostShare;
  // Another connection counts from zero.
  const told = before.told?.ssrc === stats.ssrc ? before.told : null;
  if (told && stats.reportedAt !== null && told.reportedAt === stats.reportedAt) return before;
  const since: Counters = told ?? { packetsSent: 0, retransmittedPacketsSent: 0 };
  const again = stats.retransmittedPacketsSent - since.retransmittedPacketsSent;
  const sent = stats.packetsSent - since.packetsSent;
  if (again <= 0 || sent <= again) return { share: stats.fractionLost, told: stats };
  const missing = Math.max(0, stats.fractionLost) * (sent - again);
  return { share: Math.min(1, (missing + again) / sent), told: stats };
}
