import type { TextKey } from '../../utils/texts/texts.ts';
import type { ProofFigure } from './proof-runs.ts';

export const proofTextKeys = {
  capturedMsAgo: 'proof_captured',
  sentMsAgo: 'proof_sent',
  heardMsAgo: 'proof_heard',
  understoodMsAgo: 'proof_understood',
} as const satisfies Record<ProofFigure, TextKey>;
