import type { MediaStats } from './media-stats.ts';

/** When packets last left and when the far side was last heard, in epoch milliseconds. */
export interface LinkEvidence {
  sentAt: number | null;
  heardAt: number | null;
  /** When the figures were read, in epoch milliseconds. */
  readAt: number | null;
  stats: MediaStats | null;
}

export const noEvidence: LinkEvidence = { sentAt: null, heardAt: null, readAt: null, stats: null };

/** What counts as a sign of the far side besides its packets. */
interface Hearing {
  /** Where the receiver is our own: see `SignallingSession.lastSoundReceivedAt`. */
  soundReceivedAt?: number | null | undefined;
  /** Answers to connectivity checks: of a far side that shows itself often by other packets, those have to come. */
  hearsAnswers?: boolean;
}

/**
 * Reads a new report against the one before. The far side counts as heard when anything of it arrived. Where the receiver
 * is our own, the transport is not enough: while the microphone gives sound, sound has to arrive.
 */
export function weighEvidence(
  before: LinkEvidence,
  stats: MediaStats,
  now: number,
  { soundReceivedAt, hearsAnswers = false }: Hearing = {},
): LinkEvidence {
  const left = stats.packetsSent > (before.stats?.packetsSent ?? 0);
  const ownReceiver = soundReceivedAt !== undefined && isSounding(before.stats, stats);
  const received = packetReceivedAt(before, stats, now);
  const answered = hearsAnswers ? answeredAt(before, stats, now) : null;
  const heard = ownReceiver ? soundReceivedAt : later(received, answered, now);
  return {
    sentAt: left ? now : before.sentAt,
    heardAt: later(before.heardAt, heard, now),
    readAt: now,
    stats,
  };
}

/** The browser only counts them: the earliest that the new ones can have come. */
function answeredAt({ stats: before, readAt }: LinkEvidence, stats: MediaStats, now: number): number | null {
  const isSamePair = stats.pairId !== null && stats.pairId === before?.pairId;
  if (!isSamePair || readAt === null || stats.responsesReceived <= before.responsesReceived) return null;
  return Math.min(readAt + 1, now);
}

/** The figures' own clock and ours are apart from a sleep on, or when ours is set: then only that something came counts. */
const clocksApartMs = 2000;

function packetReceivedAt(before: LinkEvidence, stats: MediaStats, now: number): number | null {
  const at = stats.lastPacketReceivedTimestamp;
  if (at === null || at === before.stats?.lastPacketReceivedTimestamp) return null;
  return Math.abs(now - at) < clocksApartMs ? at : now;
}

/**
 * -60 dB, well above what a codec makes of silence and of a microphone's own noise: only what is as loud as this has to
 * be found again at the far end.
 */
const soundingLevel = 0.001;

function isSounding(before: MediaStats | null, stats: MediaStats): boolean {
  const energy = stats.totalAudioEnergy - (before?.totalAudioEnergy ?? 0);
  const seconds = stats.totalSamplesDuration - (before?.totalSamplesDuration ?? 0);
  return seconds > 0 && Math.sqrt(energy / seconds) >= soundingLevel;
}

/** What would lie in the future was written by a clock that has been set back since. */
function later(one: number | null, other: number | null, now: number): number | null {
  if (other === null) return one;
  return one === null || one > now ? other : Math.max(one, other);
}
