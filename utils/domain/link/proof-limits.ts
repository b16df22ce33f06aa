import type { LinkEvidence } from './link-evidence.ts';
import { checksHeardWithinMs, sentWithinMs, type ProofLimits } from './widest-limits.ts';

/** Milliseconds within which a far side that answers several times a second does so. */
export const answersOftenWithinMs = 2000;

/** What a far side gives besides answers to connectivity checks, and how it is looked at. */
interface FarSideHabit {
  /** Whether it has agreed to give transport feedback, or can be asked over a data channel. */
  answersOften: boolean;
  /** The longest time between two readings of its figures, in milliseconds. */
  everyMs: number;
  /** Epoch milliseconds of now. */
  now: number;
}

/**
 * The limits of a link by what its far side gives. One that answers often is late soon, but only where nothing
 * else of it comes: its answers may have become rare, as transport feedback does while a codec leaves out
 * pauses. All others are heard by answers to connectivity checks alone, however often they send reports.
 */
export function proofLimits(
  { provenAt, signAt }: LinkEvidence,
  { answersOften, everyMs, now }: FarSideHabit,
): ProofLimits {
  // A packet is known to have come between two readings, and the next of its kind may be read one later.
  const unsureMs = 2 * everyMs;
  const isOverdue =
    answersOften && provenAt !== null && now - (signAt ?? 0) > answersOftenWithinMs + unsureMs;
  const heardMs = isOverdue ? answersOftenWithinMs : checksHeardWithinMs;
  return { sent: sentWithinMs + unsureMs, heard: heardMs + unsureMs };
}
