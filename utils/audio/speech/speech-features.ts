import type { Frame } from '../../domain/frames/frame.ts';

/** The features of one frame of sound that distinguish a voice from other sounds. */
export interface SpeechFeatures {
  /** Whether the frame is louder than the room was in the last seconds. */
  isActive: boolean;
  /** Whether the sound decays as fast as that of an impact. */
  isDying: boolean;
  /** Whether the sound is periodic like a voice: vowels, but also hums and beeps. */
  isVoiced: boolean;
  /** Decibels between the lowest band and the middle one, above the room's noise. */
  middle: number;
  /** Decibels between the lower two bands and the highest one, above the room's noise. */
  high: number;
}

/** The sample rate to which the sound is reduced, in Hz: that of telephone speech. */
const lookedAtHz = 8000;

/** The cut-off of the high-pass, in Hz: below it is the rumble of tables and mains hum. */
const rumbleHz = 90;
const bandEdgesHz = [500, 1500] as const;

/** The weight of a new frame's energy in the smoothed one: a time constant of some 25 ms. */
const smoothing = 0.4;

/**
 * Frames in one part of the noise floor. The room's noise is the least energy of the last two seconds, which
 * is longer than anybody speaks without a pause.
 */
const floorPartFrames = 25;
const floorParts = 8;

/** The ratio to the room's energy above which a frame is active. */
const leastAbove = 4;
/** The least mean square that counts: the quantisation noise of 16-bit samples, which nobody can hear. */
const leastEnergy = 3e-8;

/** The share of the energy of two frames before that speech keeps: a faster decay is an impact or a room's echo. */
const leastKept = 10 ** -0.25;

/** The pitch of the lowest voice that is searched for, in Hz; the highest follows. */
const lowestVoiceHz = 70;
const highestVoiceHz = 400;
/** The length in seconds of the sound that is compared with itself one period earlier. */
const comparedSeconds = 0.03;
const leastPeriodicity = 0.7;
/** Frames between two searches for a period: a search costs more than all the rest, and a vowel is longer. */
const framesAPeriodicity = 4;

const historyLength = 512;

/**
 * Creates a function that computes the features of successive frames, at any sample rate. The sound is downsampled
 * first, so that a second of it costs less than a millisecond.
 */
export function createSpeechFeatures(): (frame: Frame) => SpeechFeatures {
  let sampleRate = 0;
  let factor = 1;
  let rate = lookedAtHz;
  let keptOfRumble = 0;
  let lowGain = 0;
  let middleGain = 0;
  /** The state of the filters, from one frame to the next. */
  let filters = { sum: 0, summed: 0, input: 0, output: 0, low: 0, lower: 0, middle: 0, middler: 0 };
  /** The sound at half the reduced rate, in which the period is searched for. */
  const history = new Float32Array(historyLength);
  let downsampled = new Float64Array(0);
  let newest = 0;
  let pending: number | null = null;
  let isVoiced = false;
  let frames = 0;
  let [before, beforeThat] = [0, 0];
  const energies = new Float64Array(4);
  const floor = createNoiseFloor(energies.length);
  const periodicity = createPeriodicity();

  function useRate(next: number): void {
    sampleRate = next;
    factor = Math.max(1, Math.round(next / lookedAtHz));
    rate = next / factor;
    filters = { ...filters, sum: 0, summed: 0 };
    keptOfRumble = Math.exp((-2 * Math.PI * rumbleHz) / rate);
    lowGain = 1 - Math.exp((-2 * Math.PI * bandEdgesHz[0]) / rate);
    middleGain = 1 - Math.exp((-2 * Math.PI * bandEdgesHz[1]) / rate);
  }

  function keep(one: number, other: number): void {
    history[newest] = (one + other) / 2;
    newest = (newest + 1) % historyLength;
  }

  /** Appends downsampled samples to the history, averaging pairs; an odd one waits for the next frame. */
  function remember(count: number): void {
    let index = 0;
    if (pending !== null && count > 0) {
      keep(pending, downsampled[0] ?? 0);
      pending = null;
      index = 1;
    }
    for (; index + 1 < count; index += 2) keep(downsampled[index] ?? 0, downsampled[index + 1] ?? 0);
    if (index < count) pending = downsampled[index] ?? 0;
  }

  function smooth(band: number, energy: number): void {
    const before = energies[band] ?? 0;
    energies[band] = before + smoothing * (energy - before);
  }

  /**
   * Updates the smoothed energies of the three bands and of the whole. What changes with each sample is a local
   * variable: each new value of a captured one would allocate an object, 48,000 a second.
   */
  function listen(samples: Float32Array): void {
    if (downsampled.length < samples.length) downsampled = new Float64Array(samples.length);
    let count = 0;
    let [inLow, inMiddle, inHigh] = [0, 0, 0];
    let { sum, summed, input, output, low, lower, middle, middler } = filters;
    const [factorNow, keptNow, lowGainNow, middleGainNow] = [factor, keptOfRumble, lowGain, middleGain];
    for (let index = 0; index < samples.length; index += 1) {
      sum += samples[index] ?? 0;
      summed += 1;
      if (summed < factorNow) continue;
      const mean = sum / factorNow;
      sum = 0;
      summed = 0;
      output = keptNow * (output + mean - input);
      input = mean;
      low += lowGainNow * (output - low);
      lower += lowGainNow * (low - lower);
      middle += middleGainNow * (output - middle);
      middler += middleGainNow * (middle - middler);
      inLow += lower * lower;
      inMiddle += (middler - lower) ** 2;
      inHigh += (output - middler) ** 2;
      downsampled[count] = output;
      count += 1;
    }
    filters = { sum, summed, input, output, low, lower, middle, middler };
    remember(count);
    if (count === 0) return;
    smooth(0, inLow / count);
    smooth(1, inMiddle / count);
    smooth(2, inHigh / count);
    smooth(3, (inLow + inMiddle + inHigh) / count);
  }

  /** A band's energy above the room's noise, but always more than zero. */
  function above(band: number): number {
    const energy = energies[band] ?? 0;
    return Math.max(energy - 1.5 * floor.of(band), 0.05 * energy, 1e-10);
  }

  return ({ samples, sampleRate: rateOfFrame }) => {
    if (rateOfFrame !== sampleRate) useRate(rateOfFrame);
    listen(samples);
    floor.observe(energies);
    frames += 1;
    const all = energies[3] ?? 0;
    const isActive = all > leastAbove * floor.of(3) && all > leastEnergy;
    if (!isActive) isVoiced = false;
    else if (frames % framesAPeriodicity === 0)
      isVoiced = periodicity(history, newest, rate / 2) > leastPeriodicity;
    const isDying = all < leastKept * beforeThat;
    [before, beforeThat] = [all, before];
    const lowest = above(0);
    const between = above(1);
    return {
      isActive,
      isDying,
      isVoiced,
      middle: decibels(between / lowest),
      high: decibels(above(2) / (lowest + between)),
    };
  };
}

/** Tracks the minimum of each figure over the last seconds. */
function createNoiseFloor(count: number) {
  /** The minima of the completed parts, in a ring buffer. */
  const parts = new Float64Array(count * floorParts).fill(Infinity);
  const part = new Float64Array(count).fill(Infinity);
  const least = new Float64Array(count);
  let observed = 0;
  let oldest = 0;

  function closePart(): void {
    observed = 0;
    parts.set(part, oldest * count);
    oldest = (oldest + 1) % floorParts;
    part.fill(Infinity);
  }

  function leastOf(index: number): number {
    let found = part[index] ?? 0;
    for (let at = index; at < parts.length; at += count) found = Math.min(found, parts[at] ?? found);
    return found;
  }

  return {
    observe(figures: Float64Array): void {
      for (let index = 0; index < count; index += 1) {
        part[index] = Math.min(part[index] ?? Infinity, figures[index] ?? Infinity);
        least[index] = leastOf(index);
      }
      observed += 1;
      if (observed === floorPartFrames) closePart();
    },
    of: (index: number) => least[index] ?? 0,
  };
}

/**
 * Measures periodicity: how well the newest sound matches itself one period of a voice earlier, from 0 (noise) to 1.
 */
function createPeriodicity() {
  const sound = new Float32Array(historyLength);

  return (history: Float32Array, newest: number, rate: number): number => {
    const length = Math.round(rate * comparedSeconds);
    const longest = Math.min(Math.ceil(rate / lowestVoiceHz), historyLength - length);
    for (let ago = 0; ago < length + longest; ago += 1) {
      sound[ago] = history[(newest - 1 - ago + historyLength) % historyLength] ?? 0;
    }
    const recent = energyOf(sound, 0, length);
    let best = 0;
    for (let period = Math.floor(rate / highestVoiceHz); period <= longest; period += 1) {
      let product = 0;
      for (let index = 0; index < length; index += 1) {
        product += (sound[index] ?? 0) * (sound[index + period] ?? 0);
      }
      if (product > 0)
        best = Math.max(best, product / Math.sqrt(recent * energyOf(sound, period, length) + 1e-20));
    }
    return best;
  };
}

function energyOf(sound: Float32Array, from: number, length: number): number {
  let energy = 0;
  for (let index = from; index < from + length; index += 1) energy += (sound[index] ?? 0) ** 2;
  return energy;
}

function decibels(ratio: number): number {
  return 10 * Math.log10(ratio);
}
