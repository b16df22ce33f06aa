import type { Wav } from './wav.ts';

const SAMPLE_RATE = 16_000;
const HIGHEST_HZ = 3900;

/**
 * Generates sound that is built like speech (syllables of voiced formants and of hiss, words, pauses) from a
 * seed, so that unit tests need no speech synthesiser. Each seed gives other words in the same voice.
 */
export function pseudoSpeech({ seed, seconds }: { seed: number; seconds: number }): Wav {
  const random = randomNumbers(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const samples = new Float32Array(seconds * SAMPLE_RATE);
  for (let at = 0; at < samples.length;) {
    const syllables = Math.ceil(between(0, 4));
    for (let syllable = 0; syllable < syllables; syllable += 1) {
      const length = Math.round(between(0.1, 0.24) * SAMPLE_RATE);
      const formants = [between(250, 850), between(900, 2300), between(2300, 3400)];
      const sound = random() < 0.25 ? hiss(length, random) : voice(length, between(95, 135), formants);
      sound.forEach((value, index) => {
        if (at + index < samples.length) samples[at + index] = value * fade(index / length);
      });
      at += length;
    }
    at += Math.round(between(0.08, 0.35) * SAMPLE_RATE);
  }
  return { sampleRate: SAMPLE_RATE, samples };
}

/** Numbers from 0 to 1, the same for the same seed (xorshift). */
export function randomNumbers(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function voice(length: number, pitch: number, formants: readonly number[]): Float32Array {
  const sound = new Float32Array(length);
  for (let hertz = pitch; hertz < HIGHEST_HZ; hertz += pitch) {
    const strength = formants.reduce((sum, formant, index) => {
      return sum + Math.exp(-(((hertz - formant) / 130) ** 2)) / (1 + index);
    }, 0.003);
    for (let index = 0; index < length; index += 1) {
      const value = strength * Math.sin((2 * Math.PI * hertz * index) / SAMPLE_RATE);
      sound[index] = (sound[index] ?? 0) + 0.15 * value;
    }
  }
  return sound;
}

function hiss(length: number, random: () => number): Float32Array {
  let previous = 0;
  return new Float32Array(length).map(() => {
    const value = random() - 0.5;
    const high = value - previous;
    previous = value;
    return 0.1 * high;
  });
}

function fade(progress: number): number {
  return Math.min(1, 8 * progress, 8 * (1 - progress));
}
