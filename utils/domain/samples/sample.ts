/**
 * One second of a session in figures, measured by the host; null where a figure is not known. Member names
 * are those of webrtc-stats where it has one.
 */
export interface Sample {
  sessionId: string;
  /** Epoch milliseconds of the end of the second. */
  at: number;
  /** Round-trip time in seconds. */
  roundTripTime: number | null;
  /** Jitter in seconds, as the far side measured it. */
  jitter: number | null;
  /** Share of lost packets from 0 to 1, as the far side last reported it: one that was sent again counts as received. */
  fractionLost: number | null;
  /** Bits per second that were sent. */
  bitrate: number | null;
  /** Root mean square of the sound, 0 to 1. */
  audioLevel: number | null;
  /**
   * Milliseconds since the last evidence of each proof; in samples of earlier versions, `capturedMsAgo` counts from any sound
   * but zeros.
   */
  capturedMsAgo: number | null;
  sentMsAgo: number | null;
  heardMsAgo: number | null;
  understoodMsAgo: number | null;
  /** Consecutive frame errors; the session ends at its threshold. */
  consecutiveErrors: number;
}
