/** Numbers of which counts and sums over a range are known without looking at each of them. */
export function sortedNumbers(values: readonly number[]) {
  const sorted = Float64Array.from(values).sort();
  /** Of the first so many. */
  const sums = new Float64Array(sorted.length + 1);
  sorted.forEach((value, index) => (sums[index + 1] = (sums[index] ?? 0) + value));

  /** How many are below `limit`, or also those that are equal to it. */
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
    /** In order. */
    all: [...sorted] as readonly number[],
    /** Those from `from` to `to`, both included, in order. */
    between: (from: number, to: number): number[] => [
      ...sorted.subarray(below(from, false), below(to, true)),
    ],
    countFrom: (from: number): number => sorted.length - below(from, false),
    /** How many are from `from` to `to`, both included. */
    count: (from: number, to: number): number => Math.max(0, below(to, true) - below(from, false)),
    /** The sum of what each of them has between `from` and `to`: of one above `to` that is `to - from`. */
    within(from: number, to: number): number {
      if (to <= from) return 0;
      const [first, last] = [below(from, true), below(to, true)];
      const inside = (sums[last] ?? 0) - (sums[first] ?? 0) - (last - first) * from;
      return inside + (sorted.length - last) * (to - from);
    },
  };
}
