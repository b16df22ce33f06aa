import { timerMs } from '../domain/timer-limit.ts';

/** First in, first out, never more than `capacity`: who pushes into a full one waits for room, but not for ever. */
export function createBoundedQueue<Item>(capacity: number) {
  const items: Item[] = [];
  const pushing: { item: Item; entered: () => void }[] = [];
  const pulling: ((item: Item) => void)[] = [];

  return {
    /** Whether the item found room within `timeoutMs`. */
    push(item: Item, timeoutMs = 50): Promise<boolean> {
      const taker = pulling.shift();
      if (taker) {
        taker(item);
        return Promise.resolve(true);
      }
      if (items.length < capacity) {
        items.push(item);
        return Promise.resolve(true);
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

    /** The oldest item, as soon as there is one; on abort it rejects with the signal's reason and takes nothing. */
    async pull(signal: AbortSignal): Promise<Item> {
      signal.throwIfAborted();
      if (items.length > 0) {
        const [item] = items.splice(0, 1) as [Item];
        const next = pushing.shift();
        if (next) {
          items.push(next.item);
          next.entered();
        }
        return item;
      }
      const { promise, resolve, reject } = Promise.withResolvers<Item>();
      const abort = () => {
        remove(pulling, take);
        reject(signal.reason);
      };
      const take = (item: Item) => {
        signal.removeEventListener('abort', abort);
        resolve(item);
      };
      signal.addEventListener('abort', abort);
      pulling.push(take);
      return promise;
    },
  };
}

function remove<Entry>(list: Entry[], entry: Entry): void {
  const at = list.indexOf(entry);
  if (at >= 0) list.splice(at, 1);
}
