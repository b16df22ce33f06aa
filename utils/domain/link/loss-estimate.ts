import { lostOnTheWay } from './lost-on-the-way.ts';
import type { MediaStats } from './media-stats.ts';

/** The share of our packets that a link loses by chance, from one reading of its figures to the next. Times are epoch milliseconds. */
export interface LossEstimate {
  /** From 0 to 1, repaired or not: it rises at once and falls slowly. */
  loss: number;
  /** The number of packets by which the loss was measured. */
  judgedPackets: number;
  /** The counters when the loss was last measured. */
  measured: Counters;
  /** The counters of a report that waits until it is known whether an outage is in it. */
  reported: Counters | null;
  /** When the far side's last report came. */
  reportedAt: number | null;
  /** When the far side last heard us. */
  heardAt: number | null;
  /** The number of packets that had been sent at the reading before, and at the one before the last that found us heard. */
  packetsSent: number;
  packetsAtHeard: number;
  /** Outages that are over, and whose lost packets are in a report that is still to come. */
  outage: Outage | null;
  /** Whether the measurement before was put aside. */
  isAside: boolean;
}

interface Counters {
  packetsSent: number;
  lostSoFar: number;
}

interface Outage {
  /** The number of packets that were sent in it, or shortly before or after. */
  packets: number;
  /** Whether it was told; else it is an outage only if most of what was sent in it is lost. */
  isTold: boolean;
  endedAt: number;
}

export const noLossEstimate: LossEstimate = {
  loss: 0,
  judgedPackets: 0,
  // The first report counts from the first packet on.
  measured: { packetsSent: 0, lostSoFar: 0 },
  reported: null,
  reportedAt: null,
  heardAt: null,
  packetsSent: 0,
  packetsAtHeard: 0,
  outage: null,
  isAside: false,
};

export interface LossReading {
  at: number;
  stats: MediaStats | null;
  heardAt: number | null;
  /** Whether an answer is missing, and, where one has come, whether one was missing before it. */
  isOverdue: boolean;
  wasOverdue: boolean;
  /** Whether the silence until now was told. */
  isTold: boolean;
}

/** The number of packets in one measurement of the loss, two seconds of sound: fewer say little. */
const packetsPerMeasurement = 100;

/** The weight of a new measurement of the loss that is lower: what was bad a moment ago may be bad again. */
const betterShare = 0.3;

/** The number of packets from which on the loss is known well enough to tell an outage from it. */
const knownBy = 500;

/** The least share that an outage loses of the packets of its silence, and of those that a report counts. */
const outageShare = 0.25;

/** The number of packets in the shortest outage that is worth a measurement, 1.2 s of sound. */
const leastOutagePackets = 60;

/**
 * Measures by one more reading. Whatever is lost in an outage is lost however good the link is, and must not excuse the next
 * silence: it is taken off what the first report after the outage counts.
 */
export function estimateLoss(before: LossEstimate, reading: LossReading): LossEstimate {
  const { at, stats, heardAt, isOverdue } = reading;
  if (!stats) return before;
  const isHeard = heardAt !== before.heardAt;
  const known = takeReport(isHeard ? endOutage(before, reading, stats) : before, stats);
  // A report that came before the far side is known to hear us again may count an outage.
  const isKnown = isHeard || !isOverdue || known.judgedPackets < knownBy;
  return { ...(isKnown ? measure(known, at) : known), packetsSent: stats.packetsSent };
}

function endOutage(
  before: LossEstimate,
  { at, heardAt, wasOverdue, isTold }: LossReading,
  { packetsSent }: MediaStats,
): LossEstimate {
  const heard = { ...before, heardAt, packetsAtHeard: before.packetsSent };
  if (before.heardAt === null || !wasOverdue) return heard;
  const packets = packetsSent - before.packetsAtHeard + (before.outage?.packets ?? 0);
  return { ...heard, outage: { packets, isTold: isTold || before.outage?.isTold === true, endedAt: at } };
}

function takeReport(before: LossEstimate, stats: MediaStats): LossEstimate {
  // An old report says nothing about packets sent since.
  const lostSoFar = stats.reportedAt === before.reportedAt ? null : lostOnTheWay(stats);
  if (lostSoFar === null) return before;
  const { packetsSent, reportedAt } = stats;
  return { ...before, reportedAt, reported: { packetsSent, lostSoFar } };
}

function measure(before: LossEstimate, at: number): LossEstimate {
  const { reported, measured, outage } = before;
  const estimate = { ...before, reported: null };
  if (reported === null) return estimate;
  const sent = reported.packetsSent - measured.packetsSent;
  if (sent < packetsPerMeasurement) return estimate;
  const lost = reported.lostSoFar - measured.lostSoFar;
  const inOutage = lostInOutage(before, lost, sent);
  const share = Math.min(1, Math.max(0, (lost - inOutage) / sent));
  // An outage between two checks has left no other trace. A link that has become as bad as that is so in the next measurement, too.
  const isAside = !before.isAside && isOutage(before, lost - inOutage, sent, leastOutagePackets);
  if (isAside) return { ...estimate, measured: reported, isAside };
  const better = before.loss + betterShare * (share - before.loss);
  return {
    ...estimate,
    loss: Math.max(share, better),
    judgedPackets: before.judgedPackets + sent,
    measured: reported,
    outage: outageAfter(outage, inOutage, at),
    isAside,
  };
}

function lostInOutage(before: LossEstimate, lost: number, sent: number): number {
  const { outage } = before;
  if (!outage) return 0;
  const isCertain = outage.isTold || isOutage(before, lost, sent, outageShare * outage.packets);
  return isCertain ? Math.min(lost, outage.packets) : 0;
}

/** Whether so many more packets are lost than usual that it was no chance. */
function isOutage(
  { loss, judgedPackets }: LossEstimate,
  lost: number,
  sent: number,
  leastPackets: number,
): boolean {
  const extra = lost - loss * sent;
  return judgedPackets >= knownBy && lost >= outageShare * sent && extra >= leastPackets;
}

/** A report that came with the first acknowledgement, or before it, may not count all that was lost. */
function outageAfter(outage: Outage | null, inOutage: number, at: number): Outage | null {
  if (!outage || at > outage.endedAt + countedWithinMs) return null;
  return { ...outage, packets: outage.packets - inOutage };
}

/** Milliseconds after an outage within which a report may have left before the first packet after it came. */
const countedWithinMs = 1000;
