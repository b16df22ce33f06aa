import { arrivalsBetween, surelyAnswers, togetherMs } from './far-side-packets.ts';
import type { MediaStats } from './media-stats.ts';

/** When packets last left, and the evidence that the far side is there. Times are epoch milliseconds. */
export interface LinkEvidence {
  sentAt: number | null;
  /** When a packet last came that acknowledges something we sent, so that the far side hears us. */
  heardAt: number | null;
  /** When a connectivity check was last answered on the pair that we send on. */
  answeredAt: number | null;
  /**
   * When the far side last acknowledged anything, by whichever packet. Where the receiver is our own and the
   * microphone gives sound, only sound that arrives counts.
   */
  acknowledgedAt: number | null;
  /** When packets last came as densely as only answers do, or sound at a receiver of our own. */
  provenAt: number | null;
  /**
   * When a packet last came that may be an answer. Its absence says something; its arrival proves nothing.
   */
  signAt: number | null;
  /** When the last packets came that may be answers, oldest first: only several together prove something. */
  signs: readonly number[];
  /** The number of packets, since the reading before, that acknowledge something as far as counters tell. */
  answers: number;
  /** When the figures were read. */
  readAt: number | null;
  stats: MediaStats | null;
}

export const noEvidence: LinkEvidence = {
  sentAt: null,
  heardAt: null,
  answeredAt: null,
  acknowledgedAt: null,
  provenAt: null,
  signAt: null,
  signs: [],
  answers: 0,
  readAt: null,
  stats: null,
};

/** Further evidence of hearing, besides packets that come as densely as only answers do. */
interface Hearing {
  /** The last sound at a receiver of our own: see `SignallingSession.lastSoundReceivedAt`. */
  soundReceivedAt?: number | null | undefined;
  /**
   * Whether answers to connectivity checks are enough, and any report is a sign. A far side that answers more
   * often by other packets has to keep sending those.
   */
  hearsAnswers?: boolean;
}

/**
 * Compares a new report with the one before. The far side counts as heard when it has acknowledged something
 * (far-side-packets.ts), and not when anything else of it arrives. Where the receiver is our own, the
 * transport is not enough: while the microphone gives sound, sound has to arrive.
 */
export function weighEvidence(
  before: LinkEvidence,
  stats: MediaStats,
  now: number,
  { soundReceivedAt, hearsAnswers = false }: Hearing = {},
): LinkEvidence {
  const left = stats.packetsSent > (before.stats?.packetsSent ?? 0);
  const ownReceiver = soundReceivedAt !== undefined && isSounding(before.stats, stats);
  const answered = checkAnsweredAt(before, stats, now);
  const heardByCheck = hearsAnswers ? answered : null;
  const packets = packetsAt(before, stats, now, hearsAnswers);
  const proven = ownReceiver ? soundReceivedAt : packets.provenAt;
  const heard = ownReceiver ? proven : later(proven, heardByCheck, now);
  const acknowledged = ownReceiver ? proven : later(proven, answered, now);
  const sign = ownReceiver ? soundReceivedAt : later(packets.signAt, heardByCheck, now);
  return {
    sentAt: left ? now : before.sentAt,
    heardAt: later(before.heardAt, heard, now),
    answeredAt: later(before.answeredAt, answered, now),
    acknowledgedAt: later(before.acknowledgedAt, acknowledged, now),
    provenAt: later(before.provenAt, proven, now),
    signAt: later(before.signAt, sign, now),
    signs: packets.signs,
    answers: packets.answers,
    readAt: now,
    stats,
  };
}

/** The earliest moment at which a counted packet can have come: the reading before. */
function earliest({ readAt }: LinkEvidence, now: number): number {
  return readAt === null ? now : Math.min(readAt + 1, now);
}

/**
 * When a check was answered on the pair that we send on; a pair that has only now been selected may have had
 * answers before.
 */
function checkAnsweredAt(
  before: LinkEvidence,
  { pairId, responsesOf }: MediaStats,
  now: number,
): number | null {
  if (pairId === null) return null;
  const isAnswered = (responsesOf[pairId] ?? 0) > (before.stats?.responsesOf[pairId] ?? 0);
  return isAnswered ? earliest(before, now) : null;
}

function packetsAt(before: LinkEvidence, stats: MediaStats, now: number, hearsReports: boolean) {
  const nothing = { provenAt: null, signAt: null, signs: before.signs, answers: 0 };
  // Packets of the handshake, before the first reading, are not used.
  if (before.stats === null) return nothing;
  const { most, least, hasReport, endsInReport } = arrivalsBetween(before.stats, stats);
  const newestAt = packetReceivedAt(before, stats, now);
  const at = endsInReport ? earliest(before, now) : newestAt;
  const isAnySign = most > 0 || (hasReport && hearsReports);
  // The packets before a report came some time before it: by their number, probably not more than twice their
  // distance before.
  const distanceMs = (newestAt - earliest(before, now)) / (most + 1);
  const beforeMs = endsInReport && !hearsReports ? 2 * distanceMs : 0;
  const signAt = isAnySign ? newestAt - Math.max(0, beforeMs) : null;
  if (least === 0) return { ...nothing, signAt };
  const sinceMs = now - (before.readAt ?? now);
  // After a late reading it is not known how close together the packets came.
  const together = sinceMs <= togetherMs ? least : Math.floor((least * togetherMs) / sinceMs);
  const fresh = Array.from({ length: Math.min(together, surelyAnswers) }, () => at);
  const recent = before.signs.filter((each) => each <= at && at - each <= togetherMs);
  const signs = [...recent, ...fresh].slice(-surelyAnswers);
  return { provenAt: signs.length >= surelyAnswers ? at : null, signAt, signs, answers: least };
}

/**
 * Milliseconds by which the figures' clock may differ from ours before it is distrusted (after a sleep, or
 * when ours is set): then only the fact that something came counts.
 */
const clocksApartMs = 2000;

function packetReceivedAt(before: LinkEvidence, stats: MediaStats, now: number): number {
  const at = stats.lastPacketReceivedTimestamp;
  if (at === null || at === before.stats?.lastPacketReceivedTimestamp) return earliest(before, now);
  return Math.abs(now - at) < clocksApartMs ? at : now;
}

/**
 * The least level that has to arrive at the far end: -60 dB, well above what a codec makes of silence and of
 * a microphone's own noise.
 */
const soundingLevel = 0.001;

function isSounding(before: MediaStats | null, stats: MediaStats): boolean {
  const energy = stats.totalAudioEnergy - (before?.totalAudioEnergy ?? 0);
  const seconds = stats.totalSamplesDuration - (before?.totalSamplesDuration ?? 0);
  return seconds > 0 && Math.sqrt(energy / seconds) >= soundingLevel;
}

/**
 * The later of two moments; one in the future was written by a clock that has been set back since, and is
 * ignored.
 */
function later(one: number | null, other: number | null, now: number): number | null {
  if (other === null) return one;
  return one === null || one > now ? other : Math.max(one, other);
}
