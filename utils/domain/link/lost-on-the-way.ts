import type { MediaStats } from './media-stats.ts';

/**
 * The number of sent packets that were lost on the way, each one that was sent again counted by itself: an upper bound. A
 * far side that asks for lost packets (NACK) counts those that came late as received (RFC 3550, appendix A.3), so that its
 * own count hides what was repaired: each packet that was lost is either lost still, or was sent once more. Too many are
 * counted where a packet was sent again without need and the far side's own count does not go below zero, as that of
 * libwebrtc (measured: 57 % at a true 20 %). So it excuses missing answers, and is no figure to show.
 */
export function lostOnTheWay({
  packetsLost,
  retransmittedPacketsSent,
}: Pick<MediaStats, 'packetsLost' | 'retransmittedPacketsSent'>): number | null {
  return packetsLost === null ? null : packetsLost + retransmittedPacketsSent;
}
