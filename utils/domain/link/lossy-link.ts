import type { MediaStats } from './media-stats.ts';

/** The length of one window in milliseconds of the sender's clock. */
const windowMs = 20_000;
/** The shares of lost packets above which a link is lossy, and up to which a window counts as clean. */
const lossyAbove = 0.02;
const cleanUpTo = 0.01;
/** The number of clean windows, one after the other, after which a link is not lossy any more: five minutes. */
const cleanWindows = 15;
/** The least number of packets of 20 ms from which a share is told: half a window. */
const leastPackets = 500;

/** The judge's memory of one session: whether the link is lossy, and the window under way. */
export interface LinkLoss {
  isLossy: boolean;
  /** Clean windows since the last one that was not. */
  clean: number;
  /** The reading at the window's beginning; null before the first. */
  since: MediaStats | null;
  /** The reading before, the latest report's moment and the shares that were reported in this window. */
  before: MediaStats | null;
  reported: { sum: number; reports: number };
}

export const linkLoss = (isLossy: boolean): LinkLoss => ({
  isLossy,
  clean: 0,
  since: null,
  before: null,
  reported: { sum: 0, reports: 0 },
});

/**
 * Judges by one more reading whether a link loses so much that its packets should be sent twice. Lossy as soon as one
 * window has lost more than 2 %, and no more after five minutes without a window above 1 %.
 *
 * A far side that asks for lost packets counts those that came late as received (RFC 3550, appendix A.3), so that its
 * report hides what was repaired; the packets that were sent again show it. The larger of the two shares counts.
 */
export function judgeLoss(loss: LinkLoss, stats: MediaStats | null): LinkLoss {
  if (typeof stats?.timestamp !== 'number') return loss;
  const { since } = loss;
  // Another connection counts from zero; what was counted before it says nothing of it.
  if (!since?.timestamp || since.ssrc !== stats.ssrc || since.packetsSent > stats.packetsSent)
    return { ...loss, since: stats, before: stats, reported: { sum: 0, reports: 0 } };
  const isNew = stats.fractionLost !== null && stats.reportedAt !== loss.before?.reportedAt;
  const reported = isNew
    ? { sum: loss.reported.sum + (stats.fractionLost ?? 0), reports: loss.reported.reports + 1 }
    : loss.reported;
  const next = { ...loss, before: stats, reported };
  if (stats.timestamp - since.timestamp < windowMs) return next;
  const share = lostShare(since, stats, reported);
  const emptied = { ...next, since: stats, reported: { sum: 0, reports: 0 } };
  if (share === null) return emptied;
  const clean = share <= cleanUpTo ? loss.clean + 1 : 0;
  if (share > lossyAbove) return { ...emptied, isLossy: true, clean };
  return { ...emptied, isLossy: loss.isLossy && clean < cleanWindows, clean };
}

/** The share of packets that were lost in a window, repaired or not; null where the far side told nothing of it. */
function lostShare(
  since: MediaStats,
  stats: MediaStats,
  { sum, reports }: LinkLoss['reported'],
): number | null {
  const again = stats.retransmittedPacketsSent - since.retransmittedPacketsSent;
  const sent = stats.packetsSent - since.packetsSent - again;
  if (sent < leastPackets || reports === 0) return null;
  return Math.max(sum / reports, again / sent);
}
