/** The sample rate that all recognisers accept, in Hz; a third of the 48 kHz of an Opus decoder. */
export const speechRate = 16_000;

const taps = 33;
/** A low-pass at 7.2 kHz (windowed sinc, Hamming window) against aliasing: 8 kHz is half the new sample rate. */
const lowPass = Float32Array.from({ length: taps }, (_, index) => {
  const at = index - (taps - 1) / 2;
  const sinc = at === 0 ? 1 : Math.sin(Math.PI * 0.3 * at) / (Math.PI * 0.3 * at);
  return 0.3 * sinc * (0.54 - 0.46 * Math.cos((2 * Math.PI * index) / (taps - 1)));
});

/** Resamples 48 kHz to {@link speechRate}, piece by piece; samples have 16 bits. */
export function createDecimator() {
  let rest = new Float32Array(taps - 1);

  return function decimate(sound: Float32Array): Int16Array<ArrayBuffer> {
    const all = new Float32Array(rest.length + sound.length);
    all.set(rest);
    all.set(sound, rest.length);
    const count = Math.max(0, Math.floor((all.length - taps) / 3) + 1);
    const samples = new Int16Array(count);
    for (let index = 0; index < count; index += 1) {
      let sum = 0;
      // A loop by index, because an iterator over that many numbers is several times slower.
      for (let tap = 0; tap < taps; tap += 1) sum += (lowPass[tap] ?? 0) * (all[index * 3 + tap] ?? 0);
      samples[index] = Math.round(Math.min(1, Math.max(-1, sum)) * 0x7fff);
    }
    rest = all.slice(count * 3);
    return samples;
  };
}
