/**
 * In milliseconds of the output: the distance between two joins, the cross-fade at each, and how far a piece may be
 * shifted to fit.
 */
const hopMs = 20;
const overlapMs = 10;
/** The period of the lowest voice, and a little more. */
const seekMs = 15;

/** The step of the coarse search for the best join, in samples. */
const coarse = 4;

/**
 * Speeds sound up without changing its pitch (WSOLA: Verhelst and Roelands, ICASSP 1993). The output is joined out of
 * pieces of the input, each taken where it best resembles the continuation of the piece before.
 */
export function createTimeStretch({ sampleRate, speed }: { sampleRate: number; speed: number }) {
  const samplesIn = (ms: number) => Math.round((sampleRate * ms) / 1000);
  const [hop, overlap, seek] = [samplesIn(hopMs), samplesIn(overlapMs), samplesIn(seekMs)];
  let sound = new Float32Array(0);
  /**
   * The place in `sound` where the next piece is wanted, and where it would continue the piece before; null before the
   * first piece.
   */
  let wanted = 0;
  let follows: number | null = null;

  /** The correlation of two places of the sound over the length of a cross-fade: from -1 to 1. */
  function likeness(one: number, other: number, step: number): number {
    let [product, oneEnergy, otherEnergy] = [0, 1e-9, 1e-9];
    for (let index = 0; index < overlap; index += step) {
      const [a, b] = [sound[one + index] ?? 0, sound[other + index] ?? 0];
      product += a * b;
      oneEnergy += a * a;
      otherEnergy += b * b;
    }
    return product / Math.sqrt(oneEnergy * otherEnergy);
  }

  function bestIn(from: number, to: number, step: number, after: number): number {
    let best = { at: from, likeness: -Infinity };
    for (let at = from; at <= to; at += step) {
      const each = likeness(after, at, step);
      if (each > best.likeness) best = { at, likeness: each };
    }
    return best.at;
  }

  function piece(): Float32Array<ArrayBuffer> {
    const from = Math.round(wanted);
    let start = from;
    if (follows !== null) {
      const near = bestIn(from, from + seek, coarse, follows);
      start = bestIn(Math.max(from, near - coarse), Math.min(from + seek, near + coarse), 1, follows);
    }
    const made = sound.slice(start, start + hop);
    for (let index = 0; follows !== null && index < overlap; index += 1) {
      const share = (index + 0.5) / overlap;
      made[index] = (sound[follows + index] ?? 0) * (1 - share) + (made[index] ?? 0) * share;
    }
    follows = start + hop;
    wanted += hop * speed;
    return made;
  }

  /** Drops samples that no later piece can need. */
  function forget(): void {
    const used = Math.min(Math.floor(wanted), follows ?? 0);
    sound = sound.slice(used);
    wanted -= used;
    if (follows !== null) follows -= used;
  }

  return {
    sampleRate,

    /** Takes sound in, and returns the finished pieces of the output. */
    push(samples: Float32Array): Float32Array<ArrayBuffer>[] {
      const longer = new Float32Array(sound.length + samples.length);
      longer.set(sound);
      longer.set(samples, sound.length);
      sound = longer;
      const pieces: Float32Array<ArrayBuffer>[] = [];
      while (Math.max(Math.round(wanted) + seek + hop, follows ?? 0) + overlap <= sound.length)
        pieces.push(piece());
      forget();
      return pieces;
    },

    /** Returns the rest of the sound unchanged; it continues what was returned last. */
    flush(): Float32Array<ArrayBuffer> {
      const rest = sound.slice(follows ?? 0);
      sound = new Float32Array(0);
      wanted = 0;
      follows = null;
      return rest;
    },
  };
}

export type TimeStretch = ReturnType<typeof createTimeStretch>;
