import type { FrameCounts } from '../frames/frame-counts.ts';
import type { ProofLimits } from '../link/widest-limits.ts';
import type { Proofs } from './proofs.ts';

/**
 * The errors that a server has reported in a session: the newest one's code and sentence, masked and bounded (`said-text.ts`), when
 * it came, and how many there were.
 */
export interface ReportedErrors {
  code?: string;
  said?: string;
  times: number;
  /** Epoch milliseconds of the newest one. */
  at: number;
}

/** Figures that change too often to be events: sent ten times a second while a view follows them. */
export interface LiveData {
  /** Root mean square of the last 100 ms, 0 to 1. */
  level: number;
  proofs: Proofs;
  /** The age up to which each proof of the connection in use is as new as it can be. */
  limits: ProofLimits;
  frames: FrameCounts;
  /** The errors that the server has reported in this session; null for none. */
  serverErrors: ReportedErrors | null;
}
