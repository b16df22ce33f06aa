import type { FrameCounts } from '../frames/frame-counts.ts';
import type { Proofs } from './proofs.ts';

/** What changes too often to be an event: told ten times a second while a view listens. */
export interface LiveData {
  /** Root mean square of the last 100 ms, 0 to 1. */
  level: number;
  proofs: Proofs;
  frames: FrameCounts;
}
