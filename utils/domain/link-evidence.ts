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
  const heard = ownReceiver ? soundReceivedAt : stats.lastPacketReceivedTimestamp;
  return { sentAt: left ? now : before.sentAt, heardAt: later(before.heardAt, heard), stats };
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

function later(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}
