/** A session that the server still has, and that can be closed there. */
export interface HeldSession {
  /**
   * Closes the session at the server; a further call tries again if no answer came. Settles within its own deadline.
   */
  close(): Promise<void>;
  /** Whether the server has confirmed the close; null where its protocol has no message for that. */
  isReleased(): boolean | null;
}

/** The greatest number of unanswered closes that are tried again: each keeps a closed connection in memory. */
const mostUnanswered = 4;

/** The pending closes of one session at its server, for whatever must wait until the server knows of them. */
export function createReleases() {
  const underWay = new Map<HeldSession, Promise<void>>();
  let unanswered: HeldSession[] = [];
  /** Whether the server may still have a connection whose close cannot be tried again. */
  let isAnyUnknown = true;

  function release(held: HeldSession): Promise<void> {
    const note = () => {
      underWay.delete(held);
      const isReleased = held.isReleased();
      if (isReleased === null) isAnyUnknown = true;
      if (isReleased === false) unanswered = [...unanswered, held].slice(-mostUnanswered);
    };
    unanswered = unanswered.filter((each) => each !== held);
    const released = held.close().then(note, note);
    underWay.set(held, released);
    return released;
  }

  return {
    add(held: HeldSession): void {
      void release(held);
    },

    /**
     * Resolves when all pending closes are answered or given up, and the unanswered ones were tried again.
     * Never rejects.
     */
    async settled(): Promise<void> {
      await Promise.all([...underWay.values(), ...unanswered.map(release)]);
    },

    /** Whether the server has confirmed every close. */
    areAnswered: () => underWay.size === 0 && unanswered.length === 0 && !isAnyUnknown,

    /** Forgets connections whose close is unknown: the server has accepted a new one, so they block nothing. */
    forgetUnknown(): void {
      isAnyUnknown = false;
    },
  };
}
