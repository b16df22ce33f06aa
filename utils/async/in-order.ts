/**
 * Makes a function that hands items to `take` one after the other: an item that comes while `take` is at work waits until it
 * has returned.
 */
export function createInOrder<Item>(take: (item: Item) => void): (item: Item) => void {
  const waiting: Item[] = [];
  let isTaking = false;
  return (item) => {
    waiting.push(item);
    if (isTaking) return;
    isTaking = true;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) take(next);
    } finally {
      isTaking = false;
    }
  };
}
