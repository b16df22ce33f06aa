import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createBoundedQueue } from '../../../../utils/audio/puller/bounded-queue.ts';

function fullQueue() {
  const queue = createBoundedQueue<number>(3, browserEdges);
  for (const item of [1, 2, 3]) void queue.push(item, 50);
  return queue;
}

describe('bounded queue', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('returns the pushed items, first in, first out, and nothing else', () => {
    const queue = fullQueue();
    expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([1, 2, 3, null]);
  });

  it('takes an item at once while there is room', () => {
    expect(createBoundedQueue<number>(1, browserEdges).push(1, 50)).toBe(true);
  });

  it('refuses an item that found no room within the timeout, and not a moment earlier', async () => {
    const queue = fullQueue();
    const settled = vi.fn();
    const push = Promise.resolve(queue.push(4, 50)).then(settled);
    await vi.advanceTimersByTimeAsync(49);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await push;
    expect(settled).toHaveBeenCalledWith(false);
  });

  it('never gives out an item that it refused', async () => {
    const queue = fullQueue();
    const push = queue.push(4, 50);
    await vi.advanceTimersByTimeAsync(50);
    await push;
    for (const item of [1, 2, 3, null]) expect(queue.take()).toBe(item);
    void queue.push(5, 50);
    expect(queue.take()).toBe(5);
  });

  it('takes a waiting item as soon as there is room, behind those before it', async () => {
    const queue = fullQueue();
    const push = queue.push(4, 50);
    expect(queue.take()).toBe(1);
    expect(await push).toBe(true);
    for (const item of [2, 3, 4]) expect(queue.take()).toBe(item);
  });

  it('leaves no timer behind', async () => {
    const queue = fullQueue();
    const push = queue.push(4, 50);
    queue.take();
    await push;
    expect(vi.getTimerCount()).toBe(0);
  });
});
