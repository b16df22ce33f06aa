import type { Frame } from '../../domain/frames/frame.ts';
import type { VoiceReport } from '../../domain/microphone/voice-report.ts';

/** Frames of a voice in one report: three seconds without pauses. */
const framesAReport = 300;

/** Frames from one spectrum to the next: a spectrum costs more than all the rest. */
const framesASpectrum = 8;
/** Samples in one spectrum. */
const spectrumLength = 240;
/** Hann's window, without which the vowels would leak into the consonants. */
const spectrumWindow = Float32Array.from(
  { length: spectrumLength },
  (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / spectrumLength),
);
/** Hz whose strength is measured: the consonants that a telephone's 8 kHz leave out, and 16 kHz do not. */
const trebleHz = [5000, 5400, 5800, 6200, 6600, 7000] as const;
/** The lowest sample rate, in Hz, that has all of {@link trebleHz}. */
const leastRate = 15_000;

/** The share of the highest amplitude from which on a sample counts as cut off. */
const ceilingShare = 0.985;
/** The least decibels that are told. */
const leastDecibels = -120;

/** Measures a voice, frame by frame; the frames of one microphone after the other, without pauses. */
export function createVoiceGauge() {
  let number = 0;
  let report: VoiceReport | null = null;
  let frames = 0;
  let samplesSeen = 0;
  let energy = 0;
  let ceiling = 0;
  let atCeiling = 0;
  let loudest = 0;
  let sharpest = 0;

  function begin(): void {
    frames = 0;
    samplesSeen = 0;
    energy = 0;
    ceiling = 0;
    atCeiling = 0;
    loudest = 0;
    sharpest = 0;
  }

  function measure(samples: Float32Array): void {
    // Variables of this call: each new value of one that outlives it is an object of its own.
    let [sum, highest, count] = [0, ceiling, atCeiling];
    for (let index = 0; index < samples.length; index += 1) {
      const sample = Math.abs(samples[index] ?? 0);
      sum += sample * sample;
      if (sample < highest * ceilingShare) continue;
      if (sample * ceilingShare > highest) count = 0;
      if (sample > highest) highest = sample;
      count += 1;
    }
    energy += sum;
    ceiling = highest;
    atCeiling = count;
    samplesSeen += samples.length;
  }

  function measureSpectrum(samples: Float32Array, sampleRate: number): void {
    const sound = spectrumWindow.map((weight, index) => weight * (samples[index] ?? 0));
    loudest = Math.max(
      loudest,
      sound.reduce((sum, sample) => sum + sample * sample, 0),
    );
    if (sampleRate < leastRate) return;
    const treble = trebleHz.reduce((sum, hertz) => sum + strength(sound, hertz / sampleRate), 0);
    sharpest = Math.max(sharpest, (treble * 2) / spectrumLength);
  }

  return {
    consume({ samples, sampleRate }: Frame): void {
      measure(samples);
      if (frames % framesASpectrum === 0) measureSpectrum(samples, sampleRate);
      frames += 1;
      if (frames < framesAReport) return;
      number += 1;
      const level = decibels(energy / samplesSeen);
      report = { number, level, clipped: atCeiling / samplesSeen, treble: decibels(sharpest / loudest) };
      begin();
    },

    /** Forgets what was measured of another microphone, or before a pause of minutes. */
    restart: begin,

    /** The newest report; null before the first. */
    report: () => report,
  };
}

/** The energy of a sound around one frequency, in cycles a sample (Goertzel's algorithm). */
function strength(sound: Float32Array, frequency: number): number {
  const turn = 2 * Math.cos(2 * Math.PI * frequency);
  let [last, beforeLast] = [0, 0];
  for (let index = 0; index < sound.length; index += 1) {
    const next = (sound[index] ?? 0) + turn * last - beforeLast;
    beforeLast = last;
    last = next;
  }
  return last * last + beforeLast * beforeLast - turn * last * beforeLast;
}

function decibels(ratio: number): number {
  return ratio > 0 ? Math.max(leastDecibels, 10 * Math.log10(ratio)) : leastDecibels;
}
