/**
 * Milliseconds within which a far side is heard that answers only connectivity checks, with time for the way.
 * The browser sends one every 2.5 s, within RFC 7675, section 5.1.
 */
export const checksAnsweredWithinMs = 3000;

/**
 * Milliseconds that one lost connectivity check costs: the browser repeats it after 900 ms, and asks every
 * 480 ms whether one is due (libwebrtc, `p2p_constants.cc`).
 */
const checkRepeatedWithinMs = 1400;

/** Milliseconds within which connectivity checks are answered, the next one after a lost one included. */
export const checksHeardWithinMs = checksAnsweredWithinMs + checkRepeatedWithinMs;

/** Milliseconds within which packets leave, even where the codec leaves out pauses (RFC 6716, section 2.1.9). */
export const sentWithinMs = 2000;

/** The age, in milliseconds, up to which the last evidence of a healthy link is the latest one. */
export interface ProofLimits {
  sent: number;
  heard: number;
}

/** The limits of any link, for where it is not known which it was. */
export const widestLimits: ProofLimits = { sent: sentWithinMs, heard: checksHeardWithinMs + 1000 };
