/** The least level (see `levelOf`) that counts as sound: about -66 dB. */
export const leastLevel = 0.0005;

/** The root mean square of samples; full scale is 1. */
export function levelOf(samples: Float32Array): number {
  let energy = 0;
  // A loop by index, because an iterator over that many numbers is several times slower.
  for (let index = 0; index < samples.length; index += 1) energy += (samples[index] ?? 0) ** 2;
  return Math.sqrt(energy / Math.max(1, samples.length));
}
