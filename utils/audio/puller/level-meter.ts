import type { Frame } from '../../domain/frames/frame.ts';

/**
 * Measures the level of the sound: a consumer of frames that is read ten times a second. A constant part, which some sound cards
 * add, is no sound.
 */
export function createLevelMeter() {
  let total = 0;
  let energy = 0;
  let count = 0;

  return {
    consume({ samples }: Frame): void {
      // Indexed, because an iterator over so many numbers takes several times as long; summed up in variables of this call,
      // because each new value of one that outlives it is an object of its own.
      let [sum, squares] = [0, 0];
      for (let index = 0; index < samples.length; index += 1) {
        const sample = samples[index] ?? 0;
        sum += sample;
        squares += sample * sample;
      }
      total += sum;
      energy += squares;
      count += samples.length;
    },

    /** The root mean square (0 to 1) of the sound since the last reading; 0 where none came. */
    take(): number {
      const level = count === 0 ? 0 : Math.sqrt(Math.max(0, energy / count - (total / count) ** 2));
      total = 0;
      energy = 0;
      count = 0;
      return level;
    },
  };
}
