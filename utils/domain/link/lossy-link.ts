import { lostOnTheWay } from './lost-on-the-way.ts';
import type { MediaStats } from './media-stats.ts';

/** The quarters of a window, and the least length of each in milliseconds of the sender's clock. */
const quartersOfWindow = 4;
const quarterMs = 5000;
/** The shares of lost packets above which a link is lossy, and up to which a window counts as clean. */
const lossyAbove = 0.02;
const cleanUpTo = 0.01;
/** The number of clean windows, one after the other, after which a link is not lossy any more: five minutes. */
const cleanWindows = 15;
/** The most quarters in which cuts may stand: what was lost in one is told, and sent again, a few seconds later. */
const mostOfCuts = 2;
/** The least number of packets of 20 ms from which a share is told: half a window. */
const leastPackets = 500;

/**
 * Milliseconds after an outage in which nothing is judged: what was lost in it stands in the next reports of the far side, and is sent
 * again where the far side asks for it (libwebrtc: for the packets of a second or two).
 */
const settlesAfterMs = 3000;

/** The packets sent and lost in a quarter of a window. */
interface Quarter {
  sent: number;
  lost: number;
}

/** The judge's memory of one session: whether the link is lossy, and the window under way. */
export interface LinkLoss {
  isLossy: boolean;
  /** Clean windows since the last one that was not. */
  clean: number;
  /** The quarters of the window that are over. */
  quarters: readonly Quarter[];
  /** The reading at the beginning of the quarter under way; null before the first, and in an outage. */
  since: MediaStats | null;
  /** Whether an outage is over whose lost packets are still told, or asked for again; then `since` is the first reading after it. */
  isAfterOutage: boolean;
}

export const linkLoss = (isLossy: boolean): LinkLoss => ({
  isLossy,
  clean: 0,
  quarters: [],
  since: null,
  isAfterOutage: false,
});

/**
 * Judges by one more reading whether a link loses so much that its packets should be sent twice. Lossy as soon as one
 * window has lost more than 2 %, repaired or not, and no more after five minutes without a window above 1 %. Null stands for an
 * outage: everything is lost in it, whether packets are sent twice or not, so a window with one in it is put aside. So is one with
 * cuts that are too short to be told as an outage: they stand in one or two of its quarters, and what is lost all the time in most.
 */
export function judgeLoss(loss: LinkLoss, stats: MediaStats | null): LinkLoss {
  if (typeof stats?.timestamp !== 'number')
    return { ...loss, since: null, quarters: [], isAfterOutage: true };
  const { since, isAfterOutage } = loss;
  // Another connection counts from zero; what was counted before it says nothing of it.
  if (!since?.timestamp || since.ssrc !== stats.ssrc || since.packetsSent > stats.packetsSent)
    return { ...loss, since: stats, quarters: [] };
  const isTold = stats.reportedAt !== since.reportedAt;
  const passedMs = stats.timestamp - since.timestamp;
  if (isAfterOutage) {
    const isOver = isTold && passedMs >= settlesAfterMs;
    return isOver ? { ...loss, since: stats, isAfterOutage: false } : loss;
  }
  if (!isTold || passedMs < quarterMs) return loss;
  const quarters = [...loss.quarters, quarterOf(since, stats)];
  if (quarters.length < quartersOfWindow) return { ...loss, since: stats, quarters };
  return { ...judgeWindow(loss, quarters), since: stats, quarters: [] };
}

function quarterOf(since: MediaStats, stats: MediaStats): Quarter {
  const lost = (lostOnTheWay(stats) ?? 0) - (lostOnTheWay(since) ?? 0);
  return { sent: stats.packetsSent - since.packetsSent, lost };
}

/** The same judge after a window. */
function judgeWindow(loss: LinkLoss, quarters: readonly Quarter[]): LinkLoss {
  const sent = quarters.reduce((sum, each) => sum + each.sent, 0);
  if (sent < leastPackets) return loss;
  const share = quarters.reduce((sum, each) => sum + each.lost, 0) / sent;
  if (share <= cleanUpTo) {
    const clean = loss.clean + 1;
    return { ...loss, clean, isLossy: loss.isLossy && clean < cleanWindows };
  }
  const isCut = quarters.filter((each) => each.lost > each.sent * cleanUpTo).length <= mostOfCuts;
  return isCut ? loss : { ...loss, clean: 0, isLossy: loss.isLossy || share > lossyAbove };
}
