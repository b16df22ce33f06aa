import type { BandEnvelopes } from './band-envelopes.ts';

/** A looped reference prepared for correlation with windows of one length. */
export interface SlidingReference {
  readonly length: number;
  readonly window: number;
  /** One array for each band, as long as the loop and one window more, so that no window wraps around. */
  readonly bands: readonly Float32Array[];
  /** The variation of the window at each offset, all bands together (sum of squares). */
  readonly variations: Float64Array;
}

/**
 * The least variation of a window in decibels (root mean square): a window with less is a pause and
 * correlates with nothing.
 */
const LEAST_VARIATION_DB = 2;

export function slidingReference(reference: BandEnvelopes, window: number): SlidingReference {
  const { frames } = reference;
  const bands = reference.bands.map((band) =>
    Float32Array.from({ length: frames + window }, (_, index) => band[index % frames] ?? 0),
  );
  const variations = Float64Array.from({ length: frames }, (_, offset) => variation(bands, offset, window));
  return { length: frames, window, bands, variations };
}

/**
 * A window of the received audio, each band made zero-mean, so that gain and colour of the channel do not
 * count.
 */
export interface HeardWindow {
  readonly bands: readonly Float32Array[];
  readonly variation: number;
}

/** `length` frames of the received audio from `frame` on. */
export function heardWindow(heard: BandEnvelopes, frame: number, length: number): HeardWindow {
  const bands = heard.bands.map((band) => {
    const slice = band.slice(frame, frame + length);
    const mean = slice.reduce((sum, value) => sum + value, 0) / slice.length;
    return slice.map((value) => value - mean);
  });
  return { bands, variation: variation(heard.bands, frame, length) };
}

/** The best correlation among `offsets`. */
export function bestCorrelation(
  reference: SlidingReference,
  heard: HeardWindow,
  offsets: Iterable<number>,
): { offset: number; correlation: number } {
  const best = { offset: 0, correlation: 0 };
  for (const offset of offsets) {
    const correlation = correlationAt(reference, heard, offset);
    if (correlation > best.correlation) Object.assign(best, { offset, correlation });
  }
  return best;
}

/**
 * Correlation (-1 to 1) of a window with the reference at `offset`, any integer, taken in the loop; 0 in a
 * pause.
 */
function correlationAt(reference: SlidingReference, heard: HeardWindow, offset: number): number {
  const at = ((offset % reference.length) + reference.length) % reference.length;
  const ofReference = reference.variations[at] ?? 0;
  const least = LEAST_VARIATION_DB ** 2 * reference.window * reference.bands.length;
  if (ofReference < least || heard.variation < least) return 0;
  let product = 0;
  heard.bands.forEach((band, index) => {
    const spoken = reference.bands[index];
    if (!spoken) return;
    for (let frame = 0; frame < band.length; frame += 1)
      product += (band[frame] ?? 0) * (spoken[at + frame] ?? 0);
  });
  return product / Math.sqrt(ofReference * heard.variation);
}

function variation(bands: readonly Float32Array[], from: number, window: number): number {
  return bands.reduce((total, band) => {
    let sum = 0;
    let squares = 0;
    for (let index = from; index < from + window; index += 1) {
      const value = band[index] ?? 0;
      sum += value;
      squares += value * value;
    }
    return total + squares - (sum * sum) / window;
  }, 0);
}
