/** Seconds of sound that are waited for before it is played, where none was left: pieces come in bunches. */
const reserveSeconds = 0.06;

/**
 * Seconds in the queue past which silence is left out: the writer's clock may run faster than the one that plays. Shorter than the
 * pause at which the microphone takes over, because what is left in the queue then is never played.
 */
const longSeconds = 0.1;

interface Piece {
  samples: Float32Array;
  sampleRate: number;
}

/** Mono sound that comes in pieces and is taken at a steady rate: each sample once and in order, and silence where there is none. */
export function createSampleQueue() {
  const pieces: Piece[] = [];
  /** The place in the first piece, in its samples. */
  let place = 0;
  let isPlaying = false;

  const seconds = () =>
    pieces.reduce((sum, { samples, sampleRate }) => sum + samples.length / sampleRate, 0) -
    place / (pieces[0]?.sampleRate ?? 1);

  return {
    add(samples: Float32Array, sampleRate: number): void {
      if (seconds() > longSeconds && samples.every((sample) => sample === 0)) return;
      pieces.push({ samples, sampleRate });
      isPlaying ||= seconds() >= reserveSeconds;
    },

    /** Fills a block with what is next, at `sampleRate` per second. */
    take(block: Float32Array, sampleRate: number): void {
      for (let index = 0; index < block.length; index += 1) block[index] = isPlaying ? next(sampleRate) : 0;
    },
  };

  function next(sampleRate: number): number {
    const piece = pieces[0];
    if (!piece) {
      isPlaying = false;
      return 0;
    }
    const { samples } = piece;
    const index = Math.floor(place);
    const here = samples[index] ?? 0;
    const there = samples[index + 1] ?? pieces[1]?.samples[0] ?? here;
    const sample = here + (there - here) * (place - index);
    place += piece.sampleRate / sampleRate;
    if (place >= samples.length) {
      place -= samples.length;
      pieces.shift();
    }
    return sample;
  }
}
