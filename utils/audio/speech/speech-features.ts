import type { Frame } from '../../domain/frames/frame.ts';

/** What one frame of sound tells of voice. */
export interface SpeechFeatures {
  /** Louder than the room has been in the last seconds. */
  isActive: boolean;
  /** Dies away as fast as what was struck. */
  isDying: boolean;
  /** Of a period that a voice has: vowels, but also hums and beeps. */
  isVoiced: boolean;
  /** Decibels from the lowest band to the middle one, of what is above the room's noise. */
  middle: number;
  /** Decibels from both to the highest. */
  high: number;
}

/** Hz at which the sound is looked at: the speech of a telephone. */
const lookedAtHz = 8000;

/** Hz: below is the rumble of tables and power lines. */
const rumbleHz = 90;
const bandEdgesHz = [500, 1500] as const;

/** Of a frame's energy in the smoothed one: some 25 ms. */
const smoothing = 0.4;

/** The room's noise is the least of the last two seconds, which is longer than anybody speaks without a pause. */
const floorPartFrames = 25;
const floorParts = 8;

/** Times the room's energy. */
const leastAbove = 4;
/** Mean square, as of 16 bits with nothing in them but their own noise: below is nothing that anybody could hear. */
const leastEnergy = 3e-8;

/** Of the energy of two frames before: what falls faster is the ring of a knock, a key or a room. */
const leastKept = 10 ** -0.25;

/** Hz of the lowest and of the highest voice. */
const lowestVoiceHz = 70;
const highestVoiceHz = 400;
/** Seconds that are compared with those a period before. */
const comparedSeconds = 0.03;
const leastPeriodicity = 0.7;
/** To look for a period costs more than all the rest, and a vowel lasts. */
const framesAPeriodicity = 4;

const historyLength = 512;

/**
 * Makes features of frames, one after the other, at any sample rate. The sound is thinned out first, so that a second costs
 * less than a millisecond.
 */
export function createSpeechFeatures(): (frame: Frame) => SpeechFeatures {
  let sampleRate = 0;
  let factor = 1;
  let rate = lookedAtHz;
  let keptOfRumble = 0;
  let lowGain = 0;
  let middleGain = 0;
  let sum = 0;
  let summed = 0;
  let input = 0;
  let output = 0;
  let [low, lower, middle, middler] = [0, 0, 0, 0];
  /** The sound at half the rate, for its period. */
  const history = new Float32Array(historyLength);
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
    sum = 0;
    summed = 0;
    keptOfRumble = Math.exp((-2 * Math.PI * rumbleHz) / rate);
    lowGain = 1 - Math.exp((-2 * Math.PI * bandEdgesHz[0]) / rate);
    middleGain = 1 - Math.exp((-2 * Math.PI * bandEdgesHz[1]) / rate);
  }

  function remember(sample: number): void {
    if (pending === null) {
      pending = sample;
      return;
    }
    history[newest] = (pending + sample) / 2;
    newest = (newest + 1) % historyLength;
    pending = null;
  }

  function smooth(band: number, energy: number): void {
    const before = energies[band] ?? 0;
    energies[band] = before + smoothing * (energy - before);
  }

  /** Smooths the energies of the three bands, and of all. */
  function listen(samples: Float32Array): void {
    let count = 0;
    let [inLow, inMiddle, inHigh] = [0, 0, 0];
    for (const sample of samples) {
      sum += sample;
      summed += 1;
      if (summed < factor) continue;
      const mean = sum / factor;
      sum = 0;
      summed = 0;
      output = keptOfRumble * (output + mean - input);
      input = mean;
      low += lowGain * (output - low);
      lower += lowGain * (low - lower);
      middle += middleGain * (output - middle);
      middler += middleGain * (middle - middler);
      inLow += lower * lower;
      inMiddle += (middler - lower) ** 2;
      inHigh += (output - middler) ** 2;
      count += 1;
      remember(output);
    }
    if (count === 0) return;
    smooth(0, inLow / count);
    smooth(1, inMiddle / count);
    smooth(2, inHigh / count);
    smooth(3, (inLow + inMiddle + inHigh) / count);
  }

  /** What is above the room's noise in a band, and never quite nothing. */
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

/** The least of each figure over the last seconds. */
function createNoiseFloor(count: number) {
  /** Those of the parts that are over, one after the other in a ring. */
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

/** How well the newest sound repeats itself after the period of a voice: 1 where it does exactly, 0 for noise. */
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
