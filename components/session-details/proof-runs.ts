import { widestLimits } from '../../utils/domain/link/widest-limits.ts';
import { proofCondition, type ProofName } from '../../utils/domain/samples/proofs.ts';
import type { SampleSeries } from '../../utils/history/rows/sample-series.ts';

/** The proof of each figure. */
const proofOfFigure = {
  capturedMsAgo: 'captured',
  sentMsAgo: 'sent',
  heardMsAgo: 'heard',
  understoodMsAgo: 'understood',
} as const satisfies Record<`${ProofName}MsAgo`, ProofName>;

export type ProofFigure = keyof typeof proofOfFigure;
export const proofFigures = Object.keys(proofOfFigure) as ProofFigure[];

/**
 * A stretch in which a proof was fresh, or was awaited; there is none where nothing is known, or where nobody
 * spoke.
 */
export interface ProofRun {
  /** Epoch milliseconds of the beginning. */
  from: number;
  to: number;
  fresh: boolean;
}

/** The proofs of a session over time, joined to as few stretches as possible. */
export function proofRuns({ at, bucketMs, figures }: SampleSeries, figure: ProofFigure): ProofRun[] {
  const name = proofOfFigure[figure];
  const runs: ProofRun[] = [];
  at.forEach((middle, index) => {
    const condition = (ageMs: number | null | undefined) =>
      proofCondition(name, 0, ageMs ?? Infinity, widestLimits);
    const { min, max } = figures[figure];
    const [best, worst] = [condition(min[index]), condition(max[index])];
    // A pause while somebody speaks is no time without a voice; a bucket with a lack of anything else is one.
    const fresh = worst === 'none' ? best === 'fresh' : worst === 'fresh';
    if ((max[index] ?? null) === null || (worst === 'none' && !fresh)) return;
    const from = middle - bucketMs / 2;
    const to = middle + bucketMs / 2;
    const last = runs.at(-1);
    // A second's sample may come a little late.
    if (last?.fresh === fresh && from - last.to <= bucketMs) last.to = to;
    else runs.push({ from, to, fresh });
  });
  return runs;
}
