/**
 * One second of a session in figures, as the host measures it while the session runs; null where nothing is known.
 * Member names are those of webrtc-stats where it has one.
 */
export interface Sample {
  sessionId: string;
  /** Epoch milliseconds. */
  at: number;
  /** Seconds. */
  roundTripTime: number | null;
  /** Seconds, as the far side measured it. */
  jitter: number | null;
  /** Of what was sent in this second, from 0 to 1. */
  fractionLost: number | null;
  /** Bits per second that were sent. */
  bitrate: number | null;
  /** Root mean square, 0 to 1. */
  audioLevel: number | null;
  /** The proofs: milliseconds since each was last given. */
  capturedMsAgo: number | null;
  sentMsAgo: number | null;
  heardMsAgo: number | null;
  understoodMsAgo: number | null;
  /** Consecutive frame errors; the session ends at its threshold. */
  consecutiveErrors: number;
}
