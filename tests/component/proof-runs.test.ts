import { describe, expect, it } from 'vitest';
import { proofRuns } from '../../components/session-details/proof-runs.ts';
import { createFakeWorld } from '../support/fake-services.ts';

/** A series of the proof's age in each second, from second 0 on. */
async function seriesOf(heardMsAgo: readonly (number | null)[]) {
  const empty = await createFakeWorld().services.history.samples('one', { points: 1 });
  const heard = { mean: [...heardMsAgo], min: [...heardMsAgo], max: [...heardMsAgo] };
  const at = heardMsAgo.map((_, second) => second * 1000 + 500);
  return { ...empty, at, figures: { ...empty.figures, heardMsAgo: heard } };
}

describe('a proof over time', () => {
  it('is fresh or awaited in stretches, and nothing where nothing is known', async () => {
    const series = await seriesOf([100, 200, 3600, 4600, 300, null, null, 200]);
    expect(proofRuns(series, 'heardMsAgo')).toEqual([
      { from: 0, to: 2000, fresh: true },
      { from: 2000, to: 4000, fresh: false },
      { from: 4000, to: 5000, fresh: true },
      { from: 7000, to: 8000, fresh: true },
    ]);
    expect(proofRuns(series, 'understoodMsAgo')).toEqual([]);
  });
});
