import type { SampleSeries } from '../../utils/history/rows/sample-series.ts';

/**
 * The share, from 0 to 1, of packets that the server counted as lost over a whole session, by its series; null where it
 * counted none.
 */
export function scatteredLoss(series: SampleSeries): number | null {
  const known = series.figures.fractionLost.mean.filter((share) => share !== null);
  return known.length === 0 ? null : known.reduce((sum, share) => sum + share, 0) / known.length;
}
