/** An effect that the session's connections perform. */
export type ConnectionEffect =
  /**
   * Connects within one deadline for all attempts. `isElsewhere` where the requests before went into a
   * network that is gone.
   */
  | { type: 'connect'; attempt: number; isElsewhere?: true }
  /** Has the connection in use reported as `link-heard` when it is heard the next time. */
  | { type: 'doubt-link' }
  /** Gives the connection in use a time to be heard in, after which it is reported as `link-unproven`. */
  | { type: 'verify-link' }
  /** Checks whether the time of the connection in use, or that of its replacement, has come: see `LifetimeFact`. */
  | { type: 'check-lifetimes' }
  /** Makes a second connection beside the first, which serves. */
  | { type: 'roll-over' }
  | { type: 'restart-ice' }
  /** Makes a second connection beside the first, in place of any other attempt. */
  | { type: 'attempt'; attempt: number }
  /**
   * Closes the old connection, since the server may take one publisher only; `isLearned` where that is proven
   * when another one is taken after this.
   */
  | { type: 'close-old'; isLearned: boolean }
  /** Puts the new connection in the place of the first. */
  | { type: 'adopt-replacement' }
  /** Puts the new connection in the place of the first, where nothing was lost. */
  | { type: 'complete-roll-over' }
  /** Drops the attempt, since the first connection has healed. */
  | { type: 'drop-attempt'; healedBy: 'itself' | 'ice-restart' };

/** An effect on what is sent: the microphone, silence, or what is late. */
export type SentTrackEffect =
  /**
   * Sends silence in place of the microphone, and keeps what is captured, and what was sent in the last `provenMsAgo` milliseconds.
   * Null where nothing was sent before.
   */
  | { type: 'hold'; provenMsAgo: number | null }
  /** Sends what was kept. */
  | { type: 'catch-up' }
  /** Sends the microphone itself again. */
  | { type: 'follow' };

/** An effect that the runner performs; its results come back as inputs. */
export type SessionEffect =
  | ConnectionEffect
  | SentTrackEffect
  | { type: 'open-microphone' }
  /** `why` is absent where the user asked for it. */
  | { type: 'set-microphone-enabled'; enabled: boolean; why?: 'unanswered' }
  | { type: 'compare-addresses' }
  /** Limits the recovery to the time that the user has set for it. */
  | { type: 'limit-recovery' }
  | { type: 'wait-to-retry'; ms: number }
  /** Captures nothing more, though the session goes on until all is sent, or for a minute. */
  | { type: 'stop-capturing' }
  /** With `awaitsProof`, which comes where sound is sent: not before it is known that the last of it has arrived, or a moment is over. */
  | { type: 'release'; awaitsProof?: true };
