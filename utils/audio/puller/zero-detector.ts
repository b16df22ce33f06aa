import type { Edges } from '../../async/edges.ts';
import type { Frame } from '../../domain/frames/frame.ts';
import {
  hasSound,
  judgeSound,
  presumedSounding,
  type SoundVerdict,
} from '../../domain/microphone/silence.ts';

export interface ZeroDetectorOptions extends Pick<Edges, 'now'> {
  /**
   * Called when the condition changes. At the beginning, and after an unmute, every microphone is taken to be
   * sounding.
   */
  onCondition(condition: SoundVerdict['condition']): void;
}

/** Distinguishes a dead microphone, which delivers only zeros, from a quiet room: a consumer of frames. */
export function createZeroDetector({ onCondition, now }: ZeroDetectorOptions) {
  let verdict = presumedSounding;
  let reported: SoundVerdict['condition'] | null = 'sounding';
  let userMuted = false;
  let microphoneMuted = false;
  let soundAt: number | null = null;

  return {
    consume({ samples }: Frame): void {
      const sounds = hasSound(samples);
      if (sounds) soundAt = now();
      verdict = judgeSound(verdict, { sounds, expected: !userMuted && !microphoneMuted });
      const isPresumed = verdict.condition === 'sounding' && !sounds;
      if (isPresumed || verdict.condition === reported) return;
      reported = verdict.condition;
      onCondition(reported);
    },

    setUserMuted(muted: boolean): void {
      userMuted = muted;
    },

    setMicrophoneMuted(muted: boolean): void {
      if (microphoneMuted && !muted) {
        verdict = presumedSounding;
        reported = 'sounding';
      }
      microphoneMuted = muted;
    },

    /** Starts again for another microphone: the condition of the last one no longer counts. */
    restart(muted: boolean): void {
      if (microphoneMuted) reported = null;
      microphoneMuted = muted;
      verdict = presumedSounding;
    },

    /** Epoch milliseconds of the last frame that was not all zeros, or null. */
    soundAt: () => soundAt,
  };
}
