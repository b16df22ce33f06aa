import type { Edges } from '../../async/edges.ts';

/**
 * A first-in, first-out queue of at most `capacity` items: a push into a full queue waits for room, up to a
 * timeout.
 */
export function createBoundedQueue<Item>(capacity: number, { after }: Pick<Edges, 'after'>) {
  const items: Item[] = [];
  const pushing: { item: Item; entered: () => void }[] = [];

  return {
    /**
     * Adds an item. Tells whether it found room within `timeoutMs`; returns a promise only where it has to
     * wait.
     */
    push(item: Item, timeoutMs: number): boolean | Promise<boolean> {
      if (items.length < capacity) {
        items.push(item);
        return true;
      }
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const waiting = {
        item,
        entered() {
          endWait();
          resolve(true);
        },
      };
      const endWait = after(timeoutMs, () => {
        remove(pushing, waiting);
        resolve(false);
      });
      pushing.push(waiting);
      return promise;
    },

    /** Removes and returns the oldest item; null where the queue is empty. */
    take(): Item | null {
      if (items.length === 0) return null;
      const [item] = items.splice(0, 1) as [Item];
      const next = pushing.shift();
      if (next) {
        items.push(next.item);
        next.entered();
      }
      return item;
    },
  };
}

function remove<Entry>(list: Entry[], entry: Entry): void {
  const at = list.indexOf(entry);
  if (at >= 0) list.splice(at, 1);
}
