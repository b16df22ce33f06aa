import type { MediaStats } from './media-stats.ts';

/** When packets last left and when the far side was last heard, in epoch milliseconds. */
export interface LinkEvidence {
  sentAt: number | null;
  heardAt: number | null;
  stats: MediaStats | null;
}

export const noEvidence: LinkEvidence = { sentAt: null, heardAt: null, stats: null };

/**
 * Reads a new report against the one before. The far side counts as heard when anything of it arrived on the selected
 * pair. Where the receiver is our own (`soundReceivedAt` is given), the transport is not enough: while the microphone
 * gives sound, sound has to arrive.
 */
export function weighEvidence(
  before: LinkEvidence,
  stats: MediaStats,
  now: number,
  soundReceivedAt?: number | null,
): LinkEvidence {
  const left = stats.packetsSent > (before.stats?.packetsSent ?? 0);
  const ownReceiver = soundReceivedAt !== undefined && isSounding(before.stats, stats);
  const heard = ownReceiver ? soundReceivedAt : packetReceivedAt(before, stats, now);
  return { sentAt: left ? now : before.sentAt, heardAt: later(before.heardAt, heard, now), stats };
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
