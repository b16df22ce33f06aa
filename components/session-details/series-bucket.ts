import type { SampleSeries } from '../../utils/history/rows/sample-series.ts';

/** The bucket that a moment lies in; null where nothing was measured around that moment. */
export function bucketAt(
  { at, bucketMs }: Pick<SampleSeries, 'at' | 'bucketMs'>,
  moment: number,
): number | null {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? Infinity) < moment) low = middle + 1;
    else high = middle;
  }
  const distance = (index: number) => Math.abs((at[index] ?? Infinity) - moment);
  const nearest = distance(low - 1) < distance(low) ? low - 1 : low;
  return distance(nearest) <= Math.max(1000, bucketMs) ? nearest : null;
}
