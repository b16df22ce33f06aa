import type { Frame } from '../../domain/frames/frame.ts';
import { createSpeechJudge } from '../speech/speech-judge.ts';

/** Milliseconds of speech during one mute that are no cough and no word to somebody in the room. */
const toldAfterMs = 3000;

export interface MuteGuardOptions {
  /** Told once a mute: somebody has spoken for seconds. */
  onSpokeWhileMuted(): void;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Stands before everything that keeps something of what is heard: while the user mutes, it lets silence pass and nothing else.
 * The judge of speech alone hears all, and of it only that somebody speaks is told.
 */
export function createMuteGuard({ onSpokeWhileMuted, now }: MuteGuardOptions) {
  const judge = createSpeechJudge();
  let isMuted = false;
  let isTold = false;
  /** What was spoken before the mute, in milliseconds. */
  let spokenBeforeMs = 0;
  /** All that was spoken so far, in milliseconds. */
  let heardMs = 0;
  let spokeAt: number | null = null;
  let silence = new Float32Array(0);

  function silenced({ samples, ...frame }: Frame): Frame {
    if (silence.length !== samples.length) silence = new Float32Array(samples.length);
    return { ...frame, samples: silence };
  }

  return {
    admit(frame: Frame): Frame {
      judge.consume(frame);
      const { spokenMs } = judge.heard();
      if (spokenMs !== heardMs) spokeAt = now();
      heardMs = spokenMs;
      if (!isMuted) return frame;
      if (!isTold && spokenMs - spokenBeforeMs >= toldAfterMs) {
        isTold = true;
        onSpokeWhileMuted();
      }
      return silenced(frame);
    },

    setMuted(muted: boolean): void {
      if (muted === isMuted) return;
      isMuted = muted;
      isTold = false;
      spokenBeforeMs = heardMs;
    },

    /** Epoch milliseconds of the last speech; null where there was none yet. */
    spokeAt: () => spokeAt,
  };
}
