import { describe, expect, it } from 'vitest';
import { createPauseMeter } from '../../../../utils/audio/catch-up/pause-meter.ts';
import { louder, noise, soundRate, tones } from '../../../support/sounds.ts';

/** Which share of the frames of a sound are pauses, after as much of another sound. */
function quietShare(before: Float32Array, sound: Float32Array): number {
  const isQuiet = createPauseMeter();
  const framesOf = (each: Float32Array) =>
    Array.from({ length: Math.floor(each.length / 480) }, (_, index) =>
      each.subarray(index * 480, index * 480 + 480),
    );
  framesOf(before).forEach((each) => isQuiet(each));
  const judged = framesOf(sound).map((each) => isQuiet(each));
  return judged.filter(Boolean).length / judged.length;
}

const voice = tones(2, [150, 300, 450], -20);
const mixed = (one: Float32Array, other: Float32Array) =>
  one.map((each, index) => each + (other[index] ?? 0));

describe('a pause', () => {
  it.each([
    ['a silent room', new Float32Array(soundRate)],
    ['a quiet room', noise(1, -60)],
    ['a room with a fan', noise(1, -45)],
  ])('is found in %s', (_words, room) => {
    expect(quietShare(mixed(voice, room), room)).toBeGreaterThan(0.9);
  });

  it.each([
    ['a voice', voice],
    ['a voice that has become quieter', louder(voice, -12)],
    ['a voice in noise', mixed(voice, noise(2, -40))],
  ])('is not found in %s', (_words, sound) => {
    expect(quietShare(voice, sound)).toBeLessThan(0.1);
  });
});
