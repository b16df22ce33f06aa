/** Something that a server holds for us, and that is said goodbye to. */
export interface Farewell {
  /** Says it, and says it again where it is called again and no answer came. Settles within a deadline of its own. */
  close(): Promise<void>;
  /** Whether the server is known to have let go; null where its protocol has no word for that. */
  isReleased(): boolean | null;
}

/** How many that were never answered are asked again: each holds on to a connection that is closed. */
const mostUnanswered = 4;

/** The goodbyes of one session: whoever must wait until a server knows of one waits here. */
export function createGoodbyes() {
  const underWay = new Map<Farewell, Promise<void>>();
  let unanswered: Farewell[] = [];
  /** Somebody was left who may still be there, and cannot be asked. */
  let isAnyUnknown = true;

  function say(farewell: Farewell): Promise<void> {
    const settled = () => {
      underWay.delete(farewell);
      const isReleased = farewell.isReleased();
      if (isReleased === null) isAnyUnknown = true;
      if (isReleased === false) unanswered = [...unanswered, farewell].slice(-mostUnanswered);
    };
    unanswered = unanswered.filter((each) => each !== farewell);
    const said = farewell.close().then(settled, settled);
    underWay.set(farewell, said);
    return said;
  }

  return {
    add(farewell: Farewell): void {
      void say(farewell);
    },

    /** Settles when all that are under way by now have been said, and those said again that no answer came to. Never rejects. */
    async said(): Promise<void> {
      await Promise.all([...underWay.values(), ...unanswered.map(say)]);
    },

    /** Whether the server is known to have let go of everything. */
    areAnswered: () => underWay.size === 0 && unanswered.length === 0 && !isAnyUnknown,

    /** A connection was accepted: what was left before stands in nobody's way. */
    forgetUnknown(): void {
      isAnyUnknown = false;
    },
  };
}
