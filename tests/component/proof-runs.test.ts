import { describe, expect, it } from 'vitest';
import { proofRuns, type ProofFigure } from '../../components/session-details/proof-runs.ts';
import { createFakeWorld } from '../support/fake-services.ts';

/** A series of a proof's greatest and least age in each second, from second 0 on. */
async function seriesOf(figure: ProofFigure, oldest: readonly (number | null)[], newest = oldest) {
  const empty = await createFakeWorld().services.history.samples('one', { points: 1 });
  const columns = { mean: [...oldest], min: [...newest], max: [...oldest] };
  const at = oldest.map((_, second) => second * 1000 + 500);
  return { ...empty, at, figures: { ...empty.figures, [figure]: columns } };
}

describe('a proof over time', () => {
  it('is fresh or awaited in stretches, and nothing where nothing is known', async () => {
    const series = await seriesOf('heardMsAgo', [100, 200, 5500, 6100, 300, null, null, 200]);
    expect(proofRuns(series, 'heardMsAgo')).toEqual([
      { from: 0, to: 2000, fresh: true },
      { from: 2000, to: 4000, fresh: false },
      { from: 4000, to: 5000, fresh: true },
      { from: 7000, to: 8000, fresh: true },
    ]);
    expect(proofRuns(series, 'understoodMsAgo')).toEqual([]);
  });

  it('of a voice is no trouble where nobody speaks, and is there wherever somebody did', async () => {
    const series = await seriesOf('capturedMsAgo', [100, 9000, 40_000, null], [50, 200, 30_000, null]);
    expect(proofRuns(series, 'capturedMsAgo')).toEqual([{ from: 0, to: 2000, fresh: true }]);
  });
});
