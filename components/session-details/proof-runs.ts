import { checksAnsweredWithinMs } from '../../utils/domain/link/far-side-packets.ts';
import type { SampleSeries } from '../../utils/history/rows/sample-series.ts';

export const proofFigures = ['capturedMsAgo', 'sentMsAgo', 'heardMsAgo', 'understoodMsAgo'] as const;
export type ProofFigure = (typeof proofFigures)[number];

/** A stretch in which a proof was fresh, or was awaited; where nothing is known there is no stretch. */
export interface ProofRun {
  /** Epoch milliseconds of the beginning. */
  from: number;
  to: number;
  fresh: boolean;
}

/** Milliseconds after which a proof says nothing about the present any more. */
const freshMs: Record<ProofFigure, number> = {
  capturedMsAgo: 1500,
  sentMsAgo: 1500,
  heardMsAgo: checksAnsweredWithinMs + 500,
  // Text comes only when somebody has finished a sentence.
  understoodMsAgo: 15_000,
};

/** The proofs of a session over time, joined to as few stretches as possible. */
export function proofRuns({ at, bucketMs, figures }: SampleSeries, figure: ProofFigure): ProofRun[] {
  const runs: ProofRun[] = [];
  at.forEach((middle, index) => {
    const oldest = figures[figure].max[index];
    if (oldest === null || oldest === undefined) return;
    const fresh = oldest <= freshMs[figure];
    const from = middle - bucketMs / 2;
    const to = middle + bucketMs / 2;
    const last = runs.at(-1);
    // A second's sample may come a little late.
    if (last?.fresh === fresh && from - last.to <= bucketMs) last.to = to;
    else runs.push({ from, to, fresh });
  });
  return runs;
}
