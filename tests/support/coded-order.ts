import { codes, heardCodes } from './coded-sound.ts';
import type { Wav } from './wav.ts';

/** How the numbers of a coded sound came: each once and one after the other, or not. */
export interface CodedOrder {
  /** How many came. */
  heard: number;
  /** The numbers between the first and the last that never came, counted on where the sound begins anew. */
  missing: number[];
  /** The steps from one number to the next over at least one that comes later or never: 2 and more. */
  skips: number[];
  /** The steps back, to what is said once more: 0 and less. */
  back: number[];
  /** How many numbers came more than once. */
  doubled: number;
  /** The seconds of the coded sound from the first number to the last. */
  seconds: number;
}

/** Sounding tenths in a second of the coded sound, of which two in ten are silent. */
const codesASecond = 8;

/** The order of the numbers in several sounds, one after the other. */
export function orderOf(sounds: readonly Wav[]): CodedOrder {
  const heard = sounds.flatMap((each) => heardCodes(each).map(({ code }) => code));
  const steps = heard.slice(1).map((code, index) => stepFrom(heard[index] ?? 0, code));
  let place = 0;
  const places = [0, ...steps.map((step) => (place += step))];
  const [first, last] = [Math.min(...places), Math.max(...places)];
  const came = new Set(places);
  const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return {
    heard: heard.length,
    missing: all.filter((each) => !came.has(each)).map((each) => (heard[0] ?? 0) + each),
    skips: steps.filter((step) => step > 1),
    back: steps.filter((step) => step < 1),
    doubled: places.length - came.size,
    seconds: (last - first) / codesASecond,
  };
}

/** The shorter way from one number to another, where the first follows the last. */
function stepFrom(one: number, other: number): number {
  const step = (other - one + codes) % codes;
  return step > codes / 2 ? step - codes : step;
}
