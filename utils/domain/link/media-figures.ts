import type { MediaStats } from './media-stats.ts';

/** A connection's figures over some time, e.g. one second; null where a figure is not known. */
export interface MediaFigures {
  /** Round-trip time in seconds, as last measured: the browser asks every 2.5 s only (RFC 7675). */
  roundTripTime: number | null;
  /** Round-trip time in seconds; null where it was not measured since the reading before. */
  newRoundTripTime: number | null;
  /** Jitter in seconds, as the far side measured it. */
  jitter: number | null;
  /** Share of lost packets from 0 to 1, as the far side last reported it: one that was lost and sent again counts as received. */
  fractionLost: number | null;
  /** Bits per second of sound that was sent, without the headers of packets. */
  bitrate: number | null;
  /** Root mean square of the sound that was sent, 0 to 1. */
  audioLevel: number | null;
}

export const noFigures: MediaFigures = {
  roundTripTime: null,
  newRoundTripTime: null,
  jitter: null,
  fractionLost: null,
  bitrate: null,
  audioLevel: null,
};

/** The figures between two readings of one connection; there are none between readings of different connections. */
export function mediaFigures(before: MediaStats | null, after: MediaStats | null): MediaFigures {
  if (!after) return noFigures;
  const { roundTripTime, jitter, fractionLost } = after;
  const isSame = before !== null && before.ssrc === after.ssrc;
  return {
    roundTripTime,
    newRoundTripTime: isMeasuredAnew(before, after) ? roundTripTime : null,
    jitter,
    fractionLost,
    bitrate: isSame ? bitrateBetween(before, after) : null,
    audioLevel: isSame ? audioLevelBetween(before, after) : null,
  };
}

function isMeasuredAnew(before: MediaStats | null, { pairId, responsesReceived }: MediaStats): boolean {
  return before?.pairId !== pairId || before.responsesReceived !== responsesReceived;
}

function bitrateBetween(before: MediaStats, after: MediaStats): number | null {
  if (before.timestamp === null || after.timestamp === null) return null;
  const seconds = (after.timestamp - before.timestamp) / 1000;
  return seconds > 0 ? Math.max(0, ((after.bytesSent - before.bytesSent) * 8) / seconds) : null;
}

/**
 * The level between two readings, by the definition of `totalAudioEnergy` (webrtc-stats): the level squared,
 * times the seconds it lasted.
 */
function audioLevelBetween(before: MediaStats, after: MediaStats): number | null {
  const seconds = after.totalSamplesDuration - before.totalSamplesDuration;
  const energy = after.totalAudioEnergy - before.totalAudioEnergy;
  return seconds > 0 ? Math.sqrt(Math.max(0, energy) / seconds) : null;
}
