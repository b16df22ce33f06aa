import { frameMs } from '../frames/frame.ts';
import type { MicrophoneCondition } from './microphone-condition.ts';

/**
 * What the samples alone tell of a microphone; `muted` comes from its track, `missing` from there being none.
 */
export interface SoundVerdict {
  condition: Extract<MicrophoneCondition, 'sounding' | 'silent'>;
  /** Frames without any sound since the last one that had some. */
  zeroFrames: number;
}

export const presumedSounding: SoundVerdict = { condition: 'sounding', zeroFrames: 0 };

/** Frames of nothing but zeros (4 s) after which a microphone counts as dead. No room is that quiet. */
const silentAfterFrames = 4000 / frameMs;

/**
 * The least amplitude that counts as sound: one step of a 24-bit converter. It is more than zero, because the
 * filters of echo cancellation and noise suppression ring on: after a word they take 0.4 s to fall below
 * this, and 3.4 s to reach 0.
 */
const leastSound = 2 ** -24;

export function hasSound(samples: Float32Array): boolean {
  return samples.some((sample) => Math.abs(sample) >= leastSound);
}

/**
 * The verdict after one more frame. While sound is not `expected` (the user mutes, or the track is muted),
 * zeros say nothing about the microphone: the last verdict stands, and the count starts again afterwards.
 */
export function judgeSound(
  before: SoundVerdict,
  { sounds, expected }: { sounds: boolean; expected: boolean },
): SoundVerdict {
  if (sounds) return presumedSounding;
  if (!expected) return { ...before, zeroFrames: 0 };
  const zeroFrames = before.zeroFrames + 1;
  return { condition: zeroFrames >= silentAfterFrames ? 'silent' : before.condition, zeroFrames };
}
