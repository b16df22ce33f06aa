/** How words that are spoken round and round were read: `missing` never came between the first and the last, `extra` came besides. */
export interface SpokenOrder {
  read: number;
  missing: number;
  extra: number;
}

interface Alignment {
  missing: number;
  extra: number;
}

const cost = ({ missing, extra }: Alignment) => missing + extra;
const better = (one: Alignment, other: Alignment) => (cost(other) < cost(one) ? other : one);

/**
 * Aligns words that were read with a list of words that is spoken again and again, beginning and ending anywhere in it, so that as few as
 * possible are missing or came besides. A word that is read as another one is both.
 */
export function spokenOrder(read: readonly string[], spoken: readonly string[]): SpokenOrder {
  const rounds = 2 + Math.ceil(read.length / spoken.length);
  const all = Array.from({ length: rounds }, () => spoken).flat();
  let row: Alignment[] = [...all, null].map(() => ({ missing: 0, extra: 0 }));
  for (const word of read) {
    const above = row;
    const next: Alignment[] = [];
    for (const [column, { missing, extra }] of above.entries()) {
      const left = next.at(-1);
      const corner = above[column - 1];
      let best: Alignment = { missing, extra: extra + 1 };
      if (left) best = better(best, { ...left, missing: left.missing + 1 });
      if (corner && all[column - 1] === word) best = better(best, corner);
      next.push(best);
    }
    row = next;
  }
  return { read: read.length, ...row.reduce(better) };
}
