import type { LinkWarning } from './link-warnings.ts';
import type { MediaFigures } from '../link/media-figures.ts';
import type { MicrophoneCondition } from '../microphone/microphone-condition.ts';

export interface WarningSources {
  /** Null while nothing is to be said of the link: it is lost, or not there yet. */
  media: MediaFigures | null;
  condition: MicrophoneCondition;
  /** Seconds since the microphone last gave sound. */
  quietFor: number;
}

/**
 * -40 dB: what is as loud as this over a second is no noise of the room, and takes a codec some bytes, also where it may
 * leave out pauses.
 */
const soundingLevel = 0.01;

/** Each as fresh as two looks at the samples are apart while no view watches. */
const soundingWithin = 2;

/** The figure of each warning, null where nobody can tell. */
export function warningFigures({
  media,
  condition,
  quietFor,
}: WarningSources): Record<LinkWarning, number | null> {
  const isSounding = (media?.audioLevel ?? 0) >= soundingLevel;
  return {
    // One slow answer stands until the next comes, and is no more than one look's worth.
    'high-round-trip-time': media?.newRoundTripTime ?? null,
    'high-jitter': media?.jitter ?? null,
    'high-loss': media?.fractionLost ?? null,
    'low-bitrate': isSounding ? (media?.bitrate ?? null) : null,
    'silent-microphone': silence(condition, quietFor),
  };
}

/** A pause between words is no silence, and no end of one. */
function silence(condition: MicrophoneCondition, quietFor: number): number | null {
  if (condition === 'silent') return quietFor;
  return condition === 'sounding' && quietFor < soundingWithin ? 0 : null;
}
