import { least } from '../numbers/extremes.ts';
import type { MediaStats } from './media-stats.ts';

export type FarSideCounter =
  'packetsReceived' | 'messagesReceived' | 'reportedAt' | 'reportsReceived' | 'responsesOf';

/** A kind of packet from the far side, and what it proves about the way to the far side. */
export interface FarSidePacket {
  /** Whether such a packet comes only because something that we sent has arrived. */
  isAcknowledgement: boolean;
  /** The browser's counters that such a packet increases. */
  counters: readonly FarSideCounter[];
  /** For a kind that has no counter of its own: the least number of milliseconds between two such packets. */
  leastGapMs?: number;
}

/**
 * Every kind of packet that a far side sends to us, as it shows in Chromium's statistics. Measured with Chromium 156 while
 * only the way to the far side was dead: libwebrtc went on with receiver reports for 8 s and with its own connectivity checks
 * throughout, aiortc with both; keepalives, checks and media had no answer from either. A receiver report comes alone, and
 * the browser gives it the time of its packet to within a millisecond.
 */
export const farSidePackets = {
  /** The answer to a connectivity check (RFC 8445, section 7.3; RFC 7675). STUN is not counted as packets. */
  'check-answer': { isAcknowledgement: true, counters: ['responsesOf'] },
  /** A SACK of SCTP (RFC 9260, section 3.3.4), which the far side's transport sends by itself. */
  'keepalive-answer': { isAcknowledgement: true, counters: ['packetsReceived'] },
  /** A list of the packets that arrived (RTP extensions for transport-wide congestion control). */
  'transport-feedback': { isAcknowledgement: true, counters: ['packetsReceived'] },
  /**
   * A receiver report (RFC 3550, section 6.4.2), which is sent by the clock whether or not anything arrived.
   */
  'receiver-report': {
    isAcknowledgement: false,
    counters: ['packetsReceived', 'reportedAt', 'reportsReceived'],
  },
  /** Another RTCP report (RFC 3550, sections 6.2 and 6.4), which says nothing of our stream. */
  'other-report': { isAcknowledgement: false, counters: ['packetsReceived'], leastGapMs: 1000 },
  /** The far side's own connectivity check. STUN is not counted as packets. */
  'far-check': { isAcknowledgement: false, counters: [] },
  /** A message that the far side's application sends over a data channel. */
  message: { isAcknowledgement: false, counters: ['packetsReceived', 'messagesReceived'] },
  /**
   * The repetition of a message that we could not acknowledge: first after 0.4 s, then after twice as long
   * each time (RFC 9260, section 6.3.3).
   */
  'message-again': { isAcknowledgement: false, counters: ['packetsReceived'], leastGapMs: 800 },
  /** A heartbeat of SCTP (RFC 9260, section 8.3). */
  heartbeat: { isAcknowledgement: false, counters: ['packetsReceived'], leastGapMs: 30_000 },
  /**
   * A DTLS packet. Once a connection is up, its handshake is over, so the only one left is the closing alert
   * (RFC 6347, section 4.1).
   */
  dtls: { isAcknowledgement: false, counters: ['packetsReceived'], leastGapMs: Infinity },
} as const satisfies Record<string, FarSidePacket>;

export type FarSidePacketKind = keyof typeof farSidePackets;

/** Milliseconds within which no kind of packet without a counter comes twice, with some time for the way. */
export const togetherMs =
  least(Object.values<FarSidePacket>(farSidePackets).map(({ leastGapMs = Infinity }) => leastGapMs)) - 100;

/**
 * The number of packets close together of which one must be an answer: two kinds without a counter may come
 * together by chance.
 */
export const surelyAnswers = 3;

/** The packets that came between two readings of the figures, as far as counters tell. */
export interface Arrivals {
  /**
   * The greatest and the least number of packets that may be answers: how many packets the messages came in
   * is not told.
   */
  most: number;
  least: number;
  /** Whether the newest packet of all is a receiver report. */
  endsInReport: boolean;
  hasReport: boolean;
}

/** Counts the packets between two readings, without those that surely acknowledge nothing. */
export function arrivalsBetween(before: MediaStats, after: MediaStats): Arrivals {
  const packets = after.packetsReceived - before.packetsReceived;
  const messages = Math.max(0, after.messagesReceived - before.messagesReceived);
  const hasReport = after.reportedAt !== null && after.reportedAt !== before.reportedAt;
  const reports = Math.max(hasReport ? 1 : 0, after.reportsReceived - before.reportsReceived);
  const others = Math.max(0, packets - reports);
  return {
    most: Math.max(0, others - Math.min(messages, 1)),
    least: Math.max(0, others - messages),
    hasReport,
    endsInReport: hasReport && isSameMoment(after.lastPacketReceivedTimestamp, after.reportedAt),
  };
}

/**
 * Whether two times are those of the same packet: a report's time equals its packet's to within a
 * millisecond.
 */
function isSameMoment(one: number | null, other: number | null): boolean {
  return one !== null && other !== null && Math.abs(one - other) <= 1;
}
