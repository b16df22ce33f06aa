/** A stretch of time; both times are epoch milliseconds. */
export interface Stretch {
  from: number;
  to: number;
}

/** The same time as the stretches cover, in order and without an overlap. */
export function merged(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const { from, to } of stretches.toSorted((one, other) => one.from - other.from)) {
    const last = joined.at(-1);
    if (to <= from) continue;
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

/** The time that is in `stretches` and not in `others`; both are in order and without an overlap. */
export function difference(stretches: readonly Stretch[], others: readonly Stretch[]): Stretch[] {
  const left: Stretch[] = [];
  let next = 0;
  for (const { from, to } of stretches) {
    let begins = from;
    for (; next < others.length; next += 1) {
      const other = others[next];
      if (!other || other.from >= to) break;
      if (other.from > begins) left.push({ from: begins, to: other.from });
      begins = Math.max(begins, other.to);
      // The other one may reach into the next stretch as well.
      if (other.to >= to) break;
    }
    if (begins < to) left.push({ from: begins, to });
  }
  return left;
}

/** The time that is in both; both are in order and without an overlap. */
export function intersection(stretches: readonly Stretch[], others: readonly Stretch[]): Stretch[] {
  return difference(stretches, difference(stretches, others));
}

/** The milliseconds between two moments that lie in `stretches`, which are in order and without an overlap. */
export function lengthWithin(stretches: readonly Stretch[], { from, to }: Stretch): number {
  let length = 0;
  for (let index = firstAfter(stretches, from); index < stretches.length; index += 1) {
    const stretch = stretches[index];
    if (!stretch || stretch.from >= to) break;
    length += Math.min(to, stretch.to) - Math.max(from, stretch.from);
  }
  return length;
}

/**
 * The moment at which `ms` milliseconds of the stretches, which are in order and without an overlap, have passed since `from`; the end
 * of the last one where they have fewer.
 */
export function momentAfter(stretches: readonly Stretch[], from: number, ms: number): number {
  let [left, reached] = [ms, from];
  for (let index = firstAfter(stretches, from); left > 0; index += 1) {
    const stretch = stretches[index];
    if (!stretch) break;
    const begins = Math.max(from, stretch.from);
    reached = Math.min(stretch.to, begins + left);
    left -= reached - begins;
  }
  return reached;
}

/**
 * The moment from which on the stretches, which are in order and without an overlap, have `ms` milliseconds before `to`; the beginning
 * of the first one where they have fewer.
 */
export function momentBefore(stretches: readonly Stretch[], to: number, ms: number): number {
  let [left, reached] = [ms, to];
  const first = firstAfter(stretches, to);
  for (let index = first < stretches.length ? first : first - 1; left > 0 && index >= 0; index -= 1) {
    const stretch = stretches[index];
    if (!stretch || stretch.from >= to) continue;
    const ends = Math.min(to, stretch.to);
    reached = Math.max(stretch.from, ends - left);
    left -= ends - reached;
  }
  return reached;
}

/** The index of the first stretch that ends after a moment; their number where none does. */
function firstAfter(stretches: readonly Stretch[], moment: number): number {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((stretches[middle]?.to ?? 0) <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The total length of stretches in milliseconds; overlapping parts count once. */
export function lengthOfAll(stretches: readonly Stretch[]): number {
  let length = 0;
  let reached = -Infinity;
  for (const { from, to } of stretches.toSorted((one, other) => one.from - other.from)) {
    length += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return length;
}
