import type { Wav } from './wav.ts';

/** Frames per second of an envelope. */
export const FRAME_RATE = 100;

/**
 * The loudness of each frequency band over time: what codecs, echo cancellers and jitter buffers preserve of
 * a voice.
 */
export interface BandEnvelopes {
  readonly frames: number;
  /**
   * Decibels: first one array for each band, relative to the mean of all bands in the same frame, then one
   * array of that mean. All words rise and fall in loudness alike (a digit in silence correlates to 0.9 with
   * any other when every band contains the loudness), so it counts only as one band among many.
   */
  readonly bands: readonly Float32Array[];
  /** 1 for each frame in which somebody speaks, else 0. */
  readonly speaks: Uint8Array;
}

const RATE = 8000;
const HOP = RATE / FRAME_RATE;
const FRAME = 200;
const FFT = 256;
const BANDS = 14;
const LOWEST_HZ = 150;
const HIGHEST_HZ = 3700;
const FLOOR_DB = -40;
/** Decibels below the loudest frame within which a frame counts as speech. */
const SPEAKS_DB = -26;
/** The power below which there is only rounding: less than the last of 16 bits. */
const SILENCE_POWER = 1e-9;

export function bandEnvelopes(wav: Wav): BandEnvelopes {
  const samples = resample(wav, RATE);
  const frames = Math.max(0, Math.floor((samples.length - FRAME) / HOP) + 1);
  const edges = bandEdges();
  const powers = edges.map(() => new Float32Array(frames));
  const totals = new Float32Array(frames);
  const real = new Float32Array(FFT);
  const imaginary = new Float32Array(FFT);
  for (let frame = 0; frame < frames; frame += 1) {
    real.fill(0);
    imaginary.fill(0);
    for (let index = 0; index < FRAME; index += 1) {
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / FRAME);
      real[index] = (samples[frame * HOP + index] ?? 0) * hann;
    }
    fourierTransform(real, imaginary);
    edges.forEach(([from, to], band) => {
      let power = 0;
      for (let bin = from; bin < to; bin += 1) power += (real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2;
      power /= FFT * FRAME * (to - from);
      totals[frame] = (totals[frame] ?? 0) + power;
      const ofBand = powers[band];
      if (ofBand) ofBand[frame] = power;
    });
  }
  const loudest = Math.max(percentile(totals, 0.95), SILENCE_POWER);
  const levels = powers.map((power) => power.map((value) => decibels(value * BANDS, loudest)));
  const mean = totals.map((_, frame) => levels.reduce((sum, level) => sum + (level[frame] ?? 0), 0) / BANDS);
  return {
    frames,
    bands: [...levels.map((level) => level.map((value, frame) => value - (mean[frame] ?? 0))), mean],
    speaks: Uint8Array.from(totals, (total) =>
      decibels(total, loudest) > SPEAKS_DB && total > SILENCE_POWER ? 1 : 0,
    ),
  };
}

function decibels(power: number, loudest: number): number {
  return Math.min(0, Math.max(FLOOR_DB, 10 * Math.log10(Math.max(power, 1e-20) / loudest)));
}

function percentile(values: Float32Array, fraction: number): number {
  return Float32Array.from(values).sort()[Math.floor(values.length * fraction)] ?? 0;
}

/** Bands of equal width on the mel scale, as [first bin, bin after the last]; each holds one bin at least. */
function bandEdges(): [number, number][] {
  const mel = (hertz: number) => 2595 * Math.log10(1 + hertz / 700);
  const hertz = (value: number) => 700 * (10 ** (value / 2595) - 1);
  const [low, high] = [mel(LOWEST_HZ), mel(HIGHEST_HZ)];
  const bin = (band: number) => Math.round((hertz(low + ((high - low) * band) / BANDS) * FFT) / RATE);
  return Array.from({ length: BANDS }, (_, band) => [bin(band), Math.max(bin(band + 1), bin(band) + 1)]);
}

/** Windowed-sinc resampling, 16 zero crossings wide; low-passed when the rate goes down. */
function resample({ sampleRate, samples }: Wav, rate: number): Float32Array {
  const step = sampleRate / rate;
  const cutoff = Math.min(1, 1 / step);
  const reach = Math.ceil(8 / cutoff);
  const kernels = new Map<string, Float32Array>();
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, index) => {
    const centre = Math.floor(index * step);
    // Sample rates are whole numbers, so only a few different fractions occur.
    const fraction = (index * step - centre).toFixed(5);
    const kernel = kernels.get(fraction) ?? sincKernel(Number(fraction), cutoff, reach);
    kernels.set(fraction, kernel);
    let sum = 0;
    for (let tap = 0; tap < kernel.length; tap += 1) {
      sum += (samples[centre - reach + tap] ?? 0) * (kernel[tap] ?? 0);
    }
    return sum;
  });
}

function sincKernel(fraction: number, cutoff: number, reach: number): Float32Array {
  return Float32Array.from({ length: 2 * reach + 1 }, (_, tap) => {
    const distance = tap - reach - fraction;
    const angle = Math.PI * distance * cutoff;
    const window = Math.abs(distance) < reach ? 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach) : 0;
    return cutoff * window * (angle === 0 ? 1 : Math.sin(angle) / angle);
  });
}

/** In-place radix-2 transform (Cooley and Tukey); the length must be a power of two. */
function fourierTransform(real: Float32Array, imaginary: Float32Array): void {
  const size = real.length;
  for (let from = 1, to = 0; from < size; from += 1) {
    let bit = size >> 1;
    for (; to & bit; bit >>= 1) to ^= bit;
    to ^= bit;
    if (from < to) {
      [real[from], real[to]] = [real[to] ?? 0, real[from] ?? 0];
      [imaginary[from], imaginary[to]] = [imaginary[to] ?? 0, imaginary[from] ?? 0];
    }
  }
  for (let span = 2; span <= size; span *= 2) {
    for (let turn = 0; turn < span / 2; turn += 1) {
      const angle = (-2 * Math.PI * turn) / span;
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
      for (let even = turn; even < size; even += span) {
        const odd = even + span / 2;
        const oddReal = (real[odd] ?? 0) * cosine - (imaginary[odd] ?? 0) * sine;
        const oddImaginary = (real[odd] ?? 0) * sine + (imaginary[odd] ?? 0) * cosine;
        real[odd] = (real[even] ?? 0) - oddReal;
        imaginary[odd] = (imaginary[even] ?? 0) - oddImaginary;
        real[even] = (real[even] ?? 0) + oddReal;
        imaginary[even] = (imaginary[even] ?? 0) + oddImaginary;
      }
    }
  }
}
