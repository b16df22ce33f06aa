import { widestLimits } from '../../utils/domain/link/widest-limits.ts';
import { proofCondition, type ProofName } from '../../utils/domain/samples/proofs.ts';
import type { SampleSeries } from '../../utils/history/rows/sample-series.ts';

/** Which proof each figure measures. */
const proofOfFigure = {
  capturedMsAgo: 'captured',
  sentMsAgo: 'sent',
  heardMsAgo: 'heard',
  understoodMsAgo: 'understood',
} as const satisfies Record<`${ProofName}MsAgo`, ProofName>;

export type ProofFigure = keyof typeof proofOfFigure;
export const proofFigures = Object.keys(proofOfFigure) as ProofFigure[];

/**
 * A stretch in which a proof was fresh, or was awaited and did not come; none where nothing is known, or nobody spoke.
 */
export interface ProofRun {
  /** Epoch milliseconds of the beginning. */
  from: number;
  to: number;
  fresh: boolean;
}

/** The states of one proof over time, with equal neighbours joined. */
export function proofRuns({ at, bucketMs, figures }: SampleSeries, figure: ProofFigure): ProofRun[] {
  const name = proofOfFigure[figure];
  const runs: ProofRun[] = [];
  at.forEach((middle, index) => {
    const condition = (ageMs: number | null | undefined) =>
      proofCondition(name, 0, ageMs ?? Infinity, widestLimits);
    const { min, max } = figures[figure];
    const [best, worst] = [condition(min[index]), condition(max[index])];
    // A voice that pauses within a bucket is still a voice; any other proof counts as missing when it is missing for a
    // part of the bucket.
    const fresh = worst === 'none' ? best === 'fresh' : worst === 'fresh';
    if ((max[index] ?? null) === null || (worst === 'none' && !fresh)) return;
    const from = middle - bucketMs / 2;
    const to = middle + bucketMs / 2;
    const last = runs.at(-1);
    // The sample of a second may be a little late, so a gap of one bucket joins as well.
    if (last?.fresh === fresh && from - last.to <= bucketMs) last.to = to;
    else runs.push({ from, to, fresh });
  });
  return runs;
}
