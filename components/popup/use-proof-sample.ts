import { shallowRef, watch, type ShallowRef } from 'vue';
import { noProofs, type Proofs } from '../../utils/domain/samples/proofs.ts';
import type { LiveData } from '../../utils/domain/samples/live-data.ts';
import { widestLimits, type ProofLimits } from '../../utils/domain/link/widest-limits.ts';
import { useEdges } from '../shared/use-edges.ts';

export interface ProofSample {
  proofs: Proofs;
  limits: ProofLimits;
  /** Epoch milliseconds when the sample was taken: ages are counted up to it. */
  at: number;
}

/** Samples the proofs at a pace that can be read: ten new figures a second would only flicker. */
export function useProofSample(
  data: Readonly<ShallowRef<LiveData | null>>,
  intervalMs: number,
): Readonly<ShallowRef<ProofSample>> {
  const { now, every } = useEdges();
  const read = (): ProofSample => {
    const { proofs, limits } = data.value ?? { proofs: noProofs, limits: widestLimits };
    return { proofs, limits, at: now() };
  };
  const sample = shallowRef(read());
  const take = () => {
    sample.value = read();
  };

  every(intervalMs, take);
  // The first evidence, and the end of all evidence, are shown without waiting for the next turn.
  watch(() => data.value === null, take, { flush: 'sync' });
  return sample;
}
