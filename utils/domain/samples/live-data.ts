import type { FrameCounts } from '../frames/frame-counts.ts';
import type { Proofs } from './proofs.ts';

/** Figures that change too often to be events: sent ten times a second while a view follows them. */
export interface LiveData {
  /** Root mean square of the last 100 ms, 0 to 1. */
  level: number;
  proofs: Proofs;
  frames: FrameCounts;
}
