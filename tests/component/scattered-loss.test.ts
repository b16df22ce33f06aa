import { expect, it } from 'vitest';
import { scatteredLoss } from '../../components/session-details/scattered-loss.ts';
import type { SampleSeries } from '../../utils/history/rows/sample-series.ts';

const seriesOf = (mean: (number | null)[]) =>
  ({ figures: { fractionLost: { mean } } }) as unknown as SampleSeries;

it.each([
  ['the mean of what its server counted', [0, 0.1, null, 0.2], 0.1],
  ['nothing, where its server counted nothing', [null, null], null],
  ['nothing, where it has no series', [], null],
  ['zero, where its server counted every packet', [0, 0], 0],
])('the scattered loss of a session is %s', (_, mean, share) => {
  if (share === null) expect(scatteredLoss(seriesOf(mean))).toBeNull();
  else expect(scatteredLoss(seriesOf(mean))).toBeCloseTo(share);
});
