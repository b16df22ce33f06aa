import type { LiveData } from './live-data.ts';
import { noFigures, type MediaFigures } from '../link/media-figures.ts';
import type { Sample } from './sample.ts';

/** Measures one second of a session; `media` is null where no connection serves. */
export function measureSample(
  sessionId: string,
  at: number,
  media: MediaFigures | null,
  { level, proofs, frames }: Pick<LiveData, 'level' | 'proofs' | 'frames'>,
): Sample {
  const { roundTripTime, jitter, fractionLost, bitrate, audioLevel } = media ?? noFigures;
  const msAgo = (proof: number | null) => (proof === null ? null : Math.max(0, at - proof));
  return {
    sessionId,
    at,
    roundTripTime,
    jitter,
    fractionLost,
    bitrate,
    // Without a connection the puller still measures the microphone's level.
    audioLevel: audioLevel ?? level,
    capturedMsAgo: msAgo(proofs.captured),
    sentMsAgo: msAgo(proofs.sent),
    heardMsAgo: msAgo(proofs.heard),
    understoodMsAgo: msAgo(proofs.understood),
    consecutiveErrors: frames.consecutiveErrors,
  };
}
