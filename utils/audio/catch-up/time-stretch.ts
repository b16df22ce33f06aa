/** Milliseconds of the output between two joins, of the cross-fade at each, and by how much a piece may be moved to fit. */
const hopMs = 20;
const overlapMs = 10;
/** One period of the lowest voice, and a little more. */
const seekMs = 15;

/** Samples from one comparison to the next in the first, coarse search for the best join. */
const coarse = 4;

/**
 * Plays sound faster without changing its pitch (WSOLA: Verhelst and Roelands, ICASSP 1993): pieces of the sound are joined, and
 * each is taken from where its beginning is most like what would have followed the piece before.
 */
export function createTimeStretch({ sampleRate, speed }: { sampleRate: number; speed: number }) {
  const samplesIn = (ms: number) => Math.round((sampleRate * ms) / 1000);
  const [hop, overlap, seek] = [samplesIn(hopMs), samplesIn(overlapMs), samplesIn(seekMs)];
  let sound = new Float32Array(0);
  /** Where in `sound` the next piece is wanted, and where it would follow the piece before; null before the first piece. */
  let wanted = 0;
  let follows: number | null = null;

  /** How like each other two places of the sound are over the length of a cross-fade: from -1 to 1. */
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

  /** Forgets what no piece can need any more. */
  function forget(): void {
    const used = Math.min(Math.floor(wanted), follows ?? 0);
    sound = sound.slice(used);
    wanted -= used;
    if (follows !== null) follows -= used;
  }

  return {
    sampleRate,

    /** Takes sound in; returns the pieces of the output that are complete. */
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

    /** The rest of the sound as it is, following what was returned last. */
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
