import type { Frame } from '../../domain/frames/frame.ts';
import {
  hasSound,
  judgeSound,
  presumedSounding,
  type SoundVerdict,
} from '../../domain/microphone/silence.ts';

export interface ZeroDetectorOptions {
  /** Told when it changes. Until then, and after an unmute, everybody takes a microphone to be sounding. */
  onCondition(condition: SoundVerdict['condition']): void;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Tells a dead microphone, which gives only zeros, from a quiet room: a consumer of frames. */
export function createZeroDetector({ onCondition, now }: ZeroDetectorOptions) {
  let verdict = presumedSounding;
  let told: SoundVerdict['condition'] | null = 'sounding';
  let userMuted = false;
  let microphoneMuted = false;
  let capturedAt: number | null = null;

  return {
    consume({ samples }: Frame): void {
      const sounds = hasSound(samples);
      if (sounds) capturedAt = now();
      verdict = judgeSound(verdict, { sounds, expected: !userMuted && !microphoneMuted });
      const isPresumed = verdict.condition === 'sounding' && !sounds;
      if (isPresumed || verdict.condition === told) return;
      told = verdict.condition;
      onCondition(told);
    },

    setUserMuted(muted: boolean): void {
      userMuted = muted;
    },

    setMicrophoneMuted(muted: boolean): void {
      if (microphoneMuted && !muted) {
        verdict = presumedSounding;
        told = 'sounding';
      }
      microphoneMuted = muted;
    },

    /** Another microphone: what the last one was known for no longer counts, and is corrected by the first evidence. */
    restart(muted: boolean): void {
      if (microphoneMuted) told = null;
      microphoneMuted = muted;
      verdict = presumedSounding;
    },

    /** Epoch milliseconds of the last frame with any sound in it, or null. */
    capturedAt: () => capturedAt,
  };
}
