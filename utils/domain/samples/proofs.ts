import type { ProofLimits } from '../link/widest-limits.ts';

/**
 * The four proofs that a voice arrives, each as the epoch milliseconds of the last evidence, or null without
 * any.
 */
export interface Proofs {
  /** The microphone gave a voice. */
  captured: number | null;
  /** Packets left. */
  sent: number | null;
  /** The far side acknowledged something (`farSidePackets`). */
  heard: number | null;
  /** Text came back; null for good where the server sends none. */
  understood: number | null;
}

export type ProofName = keyof Proofs;
export const proofNames = ['captured', 'sent', 'heard', 'understood'] as const satisfies ProofName[];

export const noProofs: Proofs = { captured: null, sent: null, heard: null, understood: null };

/**
 * The one table of what a session notices on the way of a voice, and which proof that is; null for what looks
 * like a proof and is none.
 */
export const proofOf = {
  /** The speech judge heard a voice in sound that is sent. */
  'voice-captured': 'captured',
  /** Any sound but zeros: a microphone's own noise, a fan, a key. */
  'sound-captured': null,
  /** A voice that the user's mute keeps from being sent. */
  'voice-while-muted': null,
  'packets-left': 'sent',
  'far-side-acknowledged': 'heard',
  /** Any other packet of the far side: it comes whether or not anything of ours arrives. */
  'far-side-packet-came': null,
  'text-delta': 'understood',
  'text-completed': 'understood',
  /** The server says that it could not make a text of what it heard. */
  'text-failed': null,
} as const satisfies Record<string, ProofName | null>;

export type ProofFact = keyof typeof proofOf;

/** The proofs after a fact that was noticed at `at`, epoch milliseconds; null where it was not noticed yet. */
export function withFact(before: Proofs, fact: ProofFact, at: number | null): Proofs {
  const proof = proofOf[fact];
  return proof === null || at === null ? before : { ...before, [proof]: at };
}

/**
 * How evidence stands: `fresh` speaks for the present; `stale` should have been followed by more, so that
 * something is wrong; `none` is no evidence of the present, and no sign of trouble either.
 */
export type ProofCondition = 'none' | 'fresh' | 'stale';

/**
 * Milliseconds for which a proof that needs somebody to speak is fresh, pauses between sentences included:
 * nothing is wrong where it grows older. Text comes only when a sentence has ended.
 */
const spokenWithinMs = { captured: 5000, understood: 15_000 };

/** How the evidence of a proof stands at `at`, epoch milliseconds. */
export function proofCondition(
  name: ProofName,
  evidence: number | null,
  at: number,
  limits: ProofLimits,
): ProofCondition {
  const withinMs = { ...spokenWithinMs, ...limits }[name];
  // Evidence from the future was noticed before the clock was set back: when, nobody knows.
  if (evidence === null || evidence - at > withinMs) return 'none';
  if (at - evidence <= withinMs) return 'fresh';
  return name in spokenWithinMs ? 'none' : 'stale';
}

/** The statement of a live session about the way of the voice. */
export type Arrival = 'arriving' | 'quiet' | 'unknown' | 'not-sent' | 'not-heard';

/** Says what the proofs allow: that a voice arrives is stated only where all that it takes is proven. */
export function arrivalOf(proofs: Proofs, at: number, limits: ProofLimits): Arrival {
  const is = (name: ProofName) => proofCondition(name, proofs[name], at, limits);
  if (is('sent') === 'stale') return 'not-sent';
  if (is('heard') === 'stale') return 'not-heard';
  if (is('sent') === 'none' || is('heard') === 'none') return 'unknown';
  return is('captured') === 'fresh' ? 'arriving' : 'quiet';
}
