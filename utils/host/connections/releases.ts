/** A session that a server holds for us, which can be closed there. */
export interface HeldSession {
  /**
   * Closes the session at the server, and tries again where it is called again and no answer came. Settles
   * within a deadline of its own.
   */
  close(): Promise<void>;
  /** Whether the server has confirmed the close; null where its protocol has no message for that. */
  isReleased(): boolean | null;
}

/** The number of unanswered closes that are tried again: each keeps a closed connection in memory. */
const mostUnanswered = 4;

/** The closes of one session at its server: whoever has to wait until the server knows of one waits here. */
export function createReleases() {
  const underWay = new Map<HeldSession, Promise<void>>();
  let unanswered: HeldSession[] = [];
  /** Whether a connection may be left at the server whose close cannot be tried again. */
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

    /**
     * Forgets connections that cannot be asked about: a new connection was accepted, so they are in nobody's
     * way.
     */
    forgetUnknown(): void {
      isAnyUnknown = false;
    },
  };
}
