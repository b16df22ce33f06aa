import type { Frame } from '../../domain/frames/frame.ts';
import type { VoiceReport } from '../../domain/microphone/voice-report.ts';
import { greatest } from '../../domain/numbers/extremes.ts';

/** Frames with a voice in one report: three seconds, pauses not counted. */
const framesAReport = 300;

/** Frames between two spectra: a spectrum costs more than all the rest. */
const framesASpectrum = 8;
/** Samples in one spectrum. */
const spectrumLength = 240;
/** The Hann window, without which vowels would leak into the band of the consonants. */
const spectrumWindow = Float32Array.from(
  { length: spectrumLength },
  (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / spectrumLength),
);
/**
 * Frequencies in Hz, between 4 and 8 kHz, whose energy is measured: consonants have it at a sample rate of 16 kHz, and
 * not at a telephone's 8 kHz.
 */
const trebleHz = [5000, 5400, 5800, 6200, 6600, 7000] as const;
/** Frequencies in Hz above 8 kHz whose energy is measured: consonants have it only at sample rates above 16 kHz. */
const airHz = [8800, 9400, 10_000, 10_600, 11_200, 11_800] as const;

/**
 * Samples this close to the extremes count as clipped, as a share of half the range between the lowest sample and the
 * highest.
 */
const cutOffShare = 0.015;
/**
 * Half the range (-30 dBFS) below which nothing counts as clipped: in so quiet a sound, the steps of a converter may be
 * as large as the share above.
 */
const leastCutOff = 0.03;
/** The lowest value in decibels that is reported. */
const leastDecibels = -120;

/**
 * Measures a voice, frame by frame: one microphone at a time, pauses not counted. A DC offset, which some sound cards
 * add, is not taken for sound; clipping is measured around it.
 */
export function createVoiceGauge() {
  let number = 0;
  let report: VoiceReport | null = null;
  let frames = 0;
  let samplesSeen = 0;
  let total = 0;
  let energy = 0;
  let highest = -Infinity;
  let lowest = Infinity;
  let cutAbove = 0;
  let cutBelow = 0;
  let loudest = 0;
  let treble = 0;
  let air = 0;

  function begin(): void {
    frames = 0;
    samplesSeen = 0;
    total = 0;
    energy = 0;
    highest = -Infinity;
    lowest = Infinity;
    cutAbove = 0;
    cutBelow = 0;
    loudest = 0;
    treble = 0;
    air = 0;
  }

  function measure(samples: Float32Array): void {
    // Local variables: each new value of a captured one would allocate an object.
    let [sum, squares, top, bottom, above, below] = [0, 0, highest, lowest, cutAbove, cutBelow];
    let near = top > bottom ? ((top - bottom) / 2) * cutOffShare : 0;
    for (let index = 0; index < samples.length; index += 1) {
      const sample = samples[index] ?? 0;
      sum += sample;
      squares += sample * sample;
      if (sample >= top - near) {
        if (sample > top + near) above = 0;
        above += 1;
        if (sample > top) top = sample;
      } else if (sample > bottom + near) continue;
      if (sample <= bottom + near) {
        if (sample < bottom - near) below = 0;
        below += 1;
        if (sample < bottom) bottom = sample;
      }
      near = ((top - bottom) / 2) * cutOffShare;
    }
    total += sum;
    energy += squares;
    highest = top;
    lowest = bottom;
    cutAbove = above;
    cutBelow = below;
    samplesSeen += samples.length;
  }

  function measureSpectrum(samples: Float32Array, sampleRate: number): void {
    const constant = total / samplesSeen;
    const sound = spectrumWindow.map((weight, index) => weight * ((samples[index] ?? 0) - constant));
    loudest = Math.max(
      loudest,
      sound.reduce((sum, sample) => sum + sample * sample, 0),
    );
    treble = Math.max(treble, strengthOf(trebleHz, sound, sampleRate));
    air = Math.max(air, strengthOf(airHz, sound, sampleRate));
  }

  return {
    consume({ samples, sampleRate }: Frame): void {
      measure(samples);
      if (frames % framesASpectrum === 0) measureSpectrum(samples, sampleRate);
      frames += 1;
      if (frames < framesAReport) return;
      number += 1;
      report = {
        number,
        level: decibels(energy / samplesSeen - (total / samplesSeen) ** 2),
        clipped: (highest - lowest) / 2 < leastCutOff ? 0 : (cutAbove + cutBelow) / samplesSeen,
        treble: decibels(treble / loudest),
        air: decibels(air / loudest),
      };
      begin();
    },

    /** Forgets the measurement, because the microphone is another one, or a pause took minutes. */
    restart: begin,

    /** The newest report; null before the first. */
    report: () => report,
  };
}

/** The energy of a sound at these frequencies, in Hz; 0 where the sample rate is too low for one of them. */
function strengthOf(frequencies: readonly number[], sound: Float32Array, sampleRate: number): number {
  if (sampleRate < 2 * greatest(frequencies)) return 0;
  const sum = frequencies.reduce((total, hertz) => total + strength(sound, hertz / sampleRate), 0);
  return (sum * 2) / spectrumLength;
}

/** The energy of a sound at one frequency, in cycles per sample (Goertzel algorithm). */
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
