import { timerMs } from '../../async/timer-limit.ts';

/** First in, first out, never more than `capacity`: who pushes into a full one waits for room, but not for ever. */
export function createBoundedQueue<Item>(capacity: number) {
  const items: Item[] = [];
  const pushing: { item: Item; entered: () => void }[] = [];

  return {
    /** Whether the item found room within `timeoutMs`; a promise only where it has to wait for that. */
    push(item: Item, timeoutMs: number): boolean | Promise<boolean> {
      if (items.length < capacity) {
        items.push(item);
        return true;
      }
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const waiting = {
        item,
        entered() {
          clearTimeout(timer);
          resolve(true);
        },
      };
      const timer = setTimeout(() => {
        remove(pushing, waiting);
        resolve(false);
      }, timerMs(timeoutMs));
      pushing.push(waiting);
      return promise;
    },

    /** The oldest item, or null when there is none. */
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
