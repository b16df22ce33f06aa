export type Random = ReturnType<typeof seededRandom>;

/** Makes random numbers that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number) {
  let state = seed;

  /** A random number from 0 to 1. */
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  return {
    next,
    /** A random number with this mean: most are smaller, and some much larger. */
    exponential: (mean: number) => -Math.log(1 - next()) * mean,
    of<Thing>(things: readonly Thing[]): Thing {
      const thing = things[Math.floor(next() * things.length)];
      if (thing === undefined) throw new Error('there is nothing to choose from');
      return thing;
    },
  };
}
