import type { Edges } from '../../async/edges.ts';

/** Milliseconds after which others need not wait any longer. */
const longestMs = 1000;

/** Lets reading that a user waits for go first: what reads a lot in many steps waits before each of them until that is done. */
export function createRightOfWay({ after }: Pick<Edges, 'after'>) {
  const holders = new Set<() => void>();
  let waiting: (() => void)[] = [];

  /** Takes the right of way. Returns the function that gives it back, also when it is called again. */
  function take(): () => void {
    const end = after(longestMs, giveBack);
    function giveBack(): void {
      end();
      if (!holders.delete(giveBack) || holders.size > 0) return;
      const others = waiting;
      waiting = [];
      for (const goOn of others) goOn();
    }
    holders.add(giveBack);
    return giveBack;
  }

  return {
    take,
    /** Gives all that is found, and has the right of way until the first ones are, or all. */
    async *first<Found>(count: number, found: AsyncIterable<Found>): AsyncGenerator<Found> {
      const giveBack = take();
      let places = 0;
      try {
        for await (const place of found) {
          places += 1;
          if (places === count) giveBack();
          yield place;
        }
      } finally {
        giveBack();
      }
    },
    /** Resolves when nobody has it. */
    giveWay: (): Promise<void> =>
      holders.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
  };
}
