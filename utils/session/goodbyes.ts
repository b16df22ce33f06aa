/** The goodbyes of one session that are under way: whoever must wait until a server knows of one waits here. */
export function createGoodbyes() {
  const underWay = new Set<Promise<void>>();
  return {
    /** Of a line that is closed; it keeps a deadline of its own, and never rejects. */
    add(goodbye: Promise<void>): void {
      const waited = goodbye.finally(() => underWay.delete(waited));
      underWay.add(waited);
    },

    /** Settles when all that are under way by now have been said. */
    async said(): Promise<void> {
      await Promise.all(underWay);
    },
  };
}
