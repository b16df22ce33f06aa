/**
 * The four proofs that a voice arrives, each as the epoch milliseconds of the last evidence, or null without
 * any: captured (samples that are not all zero), sent (packets left), heard (the far side acknowledged),
 * understood (text came back; null for good where the server sends none).
 */
export interface Proofs {
  captured: number | null;
  sent: number | null;
  heard: number | null;
  understood: number | null;
}

export const noProofs: Proofs = { captured: null, sent: null, heard: null, understood: null };
