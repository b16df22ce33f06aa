import { checksAnsweredWithinMs } from './far-side-packets.ts';
import type { LinkEvidence } from './link-evidence.ts';

/** Milliseconds within which a far side that answers several times a second does so. */
export const answersOftenWithinMs = 2000;

/**
 * Milliseconds that one lost connectivity check costs: the browser repeats it after 900 ms, and asks every
 * 480 ms whether one is due (libwebrtc, `p2p_constants.cc`).
 */
const checkRepeatedWithinMs = 1400;

/** Milliseconds within which connectivity checks are answered, the next one after a lost one included. */
export const checksHeardWithinMs = checksAnsweredWithinMs + checkRepeatedWithinMs;

/** Milliseconds within which packets leave, even where the codec leaves out pauses (RFC 6716, section 2.1.9). */
const sentWithinMs = 2000;

/** The age, in milliseconds, up to which the last evidence of a healthy link is the latest one. */
export interface ProofLimits {
  sent: number;
  heard: number;
}

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

/** The limits of any link, for where it is not known which it was. */
export const widestLimits: ProofLimits = { sent: sentWithinMs, heard: checksHeardWithinMs + 1000 };
