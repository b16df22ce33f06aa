/** The least level (root mean square, full scale is 1) that counts as sound: about -66 dB. */
const leastLevel = 0.0005;

/**
 * Says of each frame whether it belongs to a pause: it is hardly louder than the room, and much less loud than what was spoken
 * lately. In a room that is nearly as loud as the voice there are no pauses.
 */
export function createPauseMeter() {
  let floor = 1;
  let peak = 0;

  return function isQuiet(samples: Float32Array): boolean {
    let energy = 0;
    // Indexed, because an iterator over so many numbers takes several times as long.
    for (let index = 0; index < samples.length; index += 1) energy += (samples[index] ?? 0) ** 2;
    const level = Math.sqrt(energy / Math.max(1, samples.length));
    // A frame of 10 ms: the floor doubles in 3.5 s, and the peak halves in 7 s.
    floor = Math.min(level, floor * 1.002 + 1e-7);
    peak = Math.max(level, peak * 0.999);
    return level < Math.max(leastLevel, Math.min(2 * floor, peak / 4), peak / 16);
  };
}
