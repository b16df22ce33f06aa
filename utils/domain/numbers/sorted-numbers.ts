/** Sorts numbers, so that counts and sums over a range are found without a look at each of them. */
export function sortedNumbers(values: readonly number[]) {
  const sorted = Float64Array.from(values).sort();
  /** The sums of the first numbers, by how many they are. */
  const sums = new Float64Array(sorted.length + 1);
  sorted.forEach((value, index) => (sums[index + 1] = (sums[index] ?? 0) + value));

  /** How many numbers are below `limit`, or at most `limit` with `orEqual`. */
  function below(limit: number, orEqual: boolean): number {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const value = sorted[middle] ?? NaN;
      if (value < limit || (orEqual && value === limit)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    /** All numbers in ascending order. */
    all: [...sorted] as readonly number[],
    /** The numbers from `from` to `to`, both included, in ascending order. */
    between: (from: number, to: number): number[] => [
      ...sorted.subarray(below(from, false), below(to, true)),
    ],
    countFrom: (from: number): number => sorted.length - below(from, false),
    /** How many numbers are from `from` to `to`, both included. */
    count: (from: number, to: number): number => Math.max(0, below(to, true) - below(from, false)),
    /** The sum of each number's part between `from` and `to`; a number above `to` has `to - from`. */
    within(from: number, to: number): number {
      if (to <= from) return 0;
      const [first, last] = [below(from, true), below(to, true)];
      const inside = (sums[last] ?? 0) - (sums[first] ?? 0) - (last - first) * from;
      return inside + (sorted.length - last) * (to - from);
    },
  };
}
