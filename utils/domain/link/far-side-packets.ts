import { least } from '../numbers/extremes.ts';
import type { MediaStats } from './media-stats.ts';

export type FarSideCounter =
  'packetsReceived' | 'messagesReceived' | 'reportedAt' | 'reportsReceived' | 'responsesOf';

/** What comes from the far side, and what it says of the way to it. */
export interface FarSidePacket {
  /** Whether it can only come because something that we sent has arrived. */
  isAcknowledgement: boolean;
  /** The figures of the browser that it moves. */
  counters: readonly FarSideCounter[];
  /** Of what no figure names: the far side leaves at least so many milliseconds between two of them. */
  leastGapMs?: number;
}

/**
 * Every kind of packet that a far side sends to us, as it shows in Chromium's statistics. Measured with Chromium 156 while
 * only the way to the far side was dead: libwebrtc went on with receiver reports for 8 s and with its own connectivity checks
 * throughout, aiortc with both; keepalives, checks and media had no answer from either. A receiver report comes alone, and
 * the browser gives it the time of its packet to within a millisecond.
 */
export const farSidePackets = {
  /** RFC 8445 section 7.3, RFC 7675. STUN is in no count of packets. */
  'check-answer': { isAcknowledgement: true, counters: ['responsesOf'] },
  /** A SACK of SCTP (RFC 9260 section 3.3.4), which the far side's transport sends by itself. */
  'keepalive-answer': { isAcknowledgement: true, counters: ['packetsReceived'] },
  /** RTP extensions for transport-wide congestion control: it lists the packets that came. */
  'transport-feedback': { isAcknowledgement: true, counters: ['packetsReceived'] },
  /** RFC 3550 section 6.4.2: sent by the clock, whether anything came or not. */
  'receiver-report': {
    isAcknowledgement: false,
    counters: ['packetsReceived', 'reportedAt', 'reportsReceived'],
  },
  /** RFC 3550 sections 6.2 and 6.4: one that says nothing of our stream. */
  'other-report': { isAcknowledgement: false, counters: ['packetsReceived'], leastGapMs: 1000 },
  /** The far side asks on its own account. STUN is in no count of packets. */
  'far-check': { isAcknowledgement: false, counters: [] },
  /** What its application sends over a data channel. */
  message: { isAcknowledgement: false, counters: ['packetsReceived', 'messagesReceived'] },
  /** The same once more, because we could not acknowledge it: each time after twice as long, first after 0.4 s (RFC 9260 section 6.3.3). */
  'message-again': { isAcknowledgement: false, counters: ['packetsReceived'], leastGapMs: 800 },
  /** RFC 9260 section 8.3. */
  heartbeat: { isAcknowledgement: false, counters: ['packetsReceived'], leastGapMs: 30_000 },
  /** A connection that is up has its handshake behind it: what is left is the goodbye (RFC 6347 section 4.1). */
  dtls: { isAcknowledgement: false, counters: ['packetsReceived'], leastGapMs: Infinity },
} as const satisfies Record<string, FarSidePacket>;

export type FarSidePacketKind = keyof typeof farSidePackets;

/**
 * A far side that answers nothing but connectivity checks is heard every 2.5 s, where all is well (the browser's pace within
 * RFC 7675 section 5.1). In milliseconds, with time for the way.
 */
export const checksAnsweredWithinMs = 3000;

/** Within so many milliseconds none of those that no figure names comes twice, with some time for the way. */
export const togetherMs =
  least(Object.values<FarSidePacket>(farSidePackets).map(({ leastGapMs = Infinity }) => leastGapMs)) - 100;

/** Two of those kinds may come together by chance; one more can only be an answer. */
export const surelyAnswers = 3;

/** What came between two looks, as far as figures name it. */
export interface Arrivals {
  /** Packets that may be answers, at most and at least: how many packets the messages came in is not told. */
  most: number;
  least: number;
  /** Whether the newest packet of all is a receiver report. */
  endsInReport: boolean;
  hasReport: boolean;
}

/** Takes from the packets between two looks those which surely acknowledge nothing. */
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

/** A report has the time of its packet, to within a millisecond. */
function isSameMoment(one: number | null, other: number | null): boolean {
  return one !== null && other !== null && Math.abs(one - other) <= 1;
}
