import { encodeWav, type Wav } from './wav.ts';

/** Samples per second, as of every file that a fake microphone plays. */
const rate = 48_000;

/** Each code is one low and one high tone; the steps are wide enough for a window of 40 ms to tell neighbours apart. */
const low = Array.from({ length: 20 }, (_, index) => 300 + 60 * index);
const high = Array.from({ length: 16 }, (_, index) => 1700 + 100 * index);

/** How many tenths of a second say a number of their own, before the first is said again. */
export const codes = low.length * high.length;

/** Tenths that sound one after the other, before two that are silent: a pause such as speech has. */
const soundingTenths = 8;
const silentTenths = 2;

/** A sound of which each sounding tenth of a second says its own number, for as long as there are numbers: 40 s. */
export function codedSound(): Wav {
  const tenth = rate / 10;
  const samples = new Float32Array((codes / soundingTenths) * (soundingTenths + silentTenths) * tenth);
  for (let code = 0; code < codes; code += 1) {
    const from = (code + silentTenths * Math.floor(code / soundingTenths)) * tenth;
    const [one, other] = [low[code % low.length] ?? 0, high[Math.floor(code / low.length)] ?? 0];
    for (let index = 0; index < tenth; index += 1) {
      const edge = Math.min(1, index / 240, (tenth - index) / 240);
      const phase = (2 * Math.PI * index) / rate;
      samples[from + index] = edge * 0.3 * (Math.sin(one * phase) + Math.sin(other * phase));
    }
  }
  return { sampleRate: rate, samples };
}

export function codedWav(leadMs = 0): Uint8Array {
  const { sampleRate, samples } = codedSound();
  const lead = Math.round((sampleRate * leadMs) / 1000);
  const all = new Float32Array(lead + samples.length);
  all.set(samples, lead);
  return encodeWav({ sampleRate, samples: all });
}

/** A number that was heard, and the seconds from the beginning of the sound to where it begins and ends. */
export interface HeardCode {
  code: number;
  from: number;
  to: number;
}

/** Samples per second that the search looks at. */
const lookedAt = 8000;
const windowSamples = 0.04 * lookedAt;
const stepSamples = 0.01 * lookedAt;

/** How much of a window's energy the two tones of a code have at least. */
const leastShare = 0.5;
/** The least energy of a window that is listened to. */
const leastEnergy = 1e-4;
/** Windows in a row that say the same number before it counts as said. */
const leastWindows = 3;

/** The numbers that a sound says, in their order; one that is cut short may be missing. */
export function heardCodes({ sampleRate, samples }: Wav): HeardCode[] {
  const sound = downsampled(samples, sampleRate);
  const heard: HeardCode[] = [];
  let run = { code: -1, windows: 0 };
  for (let at = 0; at + windowSamples <= sound.length; at += stepSamples) {
    const code = codeIn(sound.subarray(at, at + windowSamples)) ?? -1;
    run = { code, windows: run.code === code ? run.windows + 1 : 1 };
    if (code < 0 || run.windows < leastWindows) continue;
    const to = (at + windowSamples) / lookedAt;
    const last = heard.at(-1);
    if (last?.code === code && to - last.to < 0.06) last.to = to;
    else heard.push({ code, from: to - 0.04 - 0.01 * (leastWindows - 1), to });
  }
  return heard;
}

function downsampled(samples: Float32Array, sampleRate: number): Float32Array {
  const step = Math.round(sampleRate / lookedAt);
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, index) => {
    let sum = 0;
    for (let offset = 0; offset < step; offset += 1) sum += samples[index * step + offset] ?? 0;
    return sum / step;
  });
}

function codeIn(window: Float32Array): number | null {
  const energy = window.reduce((sum, sample) => sum + sample ** 2, 0) / window.length;
  if (energy < leastEnergy) return null;
  const [one, other] = [loudest(window, low), loudest(window, high)];
  if (one.energy + other.energy < leastShare * energy || Math.min(one.energy, other.energy) < 0.05 * energy)
    return null;
  return other.index * low.length + one.index;
}

/** The loudest of these tones in a window, and its mean energy there (Goertzel's algorithm with a Hann window). */
function loudest(window: Float32Array, hertz: readonly number[]): { index: number; energy: number } {
  let best = { index: 0, energy: 0 };
  hertz.forEach((each, index) => {
    const factor = 2 * Math.cos((2 * Math.PI * each) / lookedAt);
    let [before, last] = [0, 0];
    window.forEach((sample, position) => {
      const weighed = sample * (1 - Math.cos((2 * Math.PI * (position + 0.5)) / window.length));
      [before, last] = [last, weighed + factor * last - before];
    });
    const energy = (2 * (before ** 2 + last ** 2 - factor * before * last)) / window.length ** 2;
    if (energy > best.energy) best = { index, energy };
  });
  return best;
}
