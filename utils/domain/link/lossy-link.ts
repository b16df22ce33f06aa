import { lostOnTheWay } from './lost-on-the-way.ts';
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

/**
 * Milliseconds after an outage in which nothing is judged: what was lost in it stands in the next reports of the far side, and is sent
 * again where the far side asks for it (libwebrtc: for the packets of a second or two).
 */
const settlesAfterMs = 3000;

/** The judge's memory of one session: whether the link is lossy, and the window under way. */
export interface LinkLoss {
  isLossy: boolean;
  /** Clean windows since the last one that was not. */
  clean: number;
  /** The reading at the window's beginning; null before the first, and in an outage. */
  since: MediaStats | null;
  /** Whether an outage is over whose lost packets are still told, or asked for again; then `since` is the first reading after it. */
  isAfterOutage: boolean;
}

export const linkLoss = (isLossy: boolean): LinkLoss => ({
  isLossy,
  clean: 0,
  since: null,
  isAfterOutage: false,
});

/**
 * Judges by one more reading whether a link loses so much that its packets should be sent twice. Lossy as soon as one
 * window has lost more than 2 %, repaired or not, and no more after five minutes without a window above 1 %. Null stands for an
 * outage: everything is lost in it, whether packets are sent twice or not, so a window with one in it is put aside.
 */
export function judgeLoss(loss: LinkLoss, stats: MediaStats | null): LinkLoss {
  if (typeof stats?.timestamp !== 'number') return { ...loss, since: null, isAfterOutage: true };
  const { since, isAfterOutage } = loss;
  // Another connection counts from zero; what was counted before it says nothing of it.
  if (!since?.timestamp || since.ssrc !== stats.ssrc || since.packetsSent > stats.packetsSent)
    return { ...loss, since: stats };
  if (isAfterOutage) {
    const isTold = stats.reportedAt !== since.reportedAt;
    const isOver = isTold && stats.timestamp - since.timestamp >= settlesAfterMs;
    return isOver ? { ...loss, since: stats, isAfterOutage: false } : loss;
  }
  if (stats.timestamp - since.timestamp < windowMs) return loss;
  const share = lostShare(since, stats);
  if (share === null) return { ...loss, since: stats };
  const clean = share <= cleanUpTo ? loss.clean + 1 : 0;
  const isLossy = share > lossyAbove || (loss.isLossy && clean < cleanWindows);
  return { ...loss, isLossy, clean, since: stats };
}

/** The share of packets that were lost in a window; null where the far side told nothing of it. */
function lostShare(since: MediaStats, stats: MediaStats): number | null {
  const sent = stats.packetsSent - since.packetsSent;
  const lost = lostOnTheWay(stats);
  if (sent < leastPackets || lost === null || stats.reportedAt === since.reportedAt) return null;
  return (lost - (lostOnTheWay(since) ?? 0)) / sent;
}
