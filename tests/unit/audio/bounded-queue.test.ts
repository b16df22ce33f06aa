import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBoundedQueue } from '../../../utils/audio/bounded-queue.ts';

const { signal } = new AbortController();

function fullQueue() {
  const queue = createBoundedQueue<number>(3);
  for (const item of [1, 2, 3]) void queue.push(item);
  return queue;
}

describe('bounded queue', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives back what was pushed, first in, first out', async () => {
    const queue = fullQueue();
    expect([await queue.pull(signal), await queue.pull(signal), await queue.pull(signal)]).toEqual([1, 2, 3]);
  });

  it('hands an item to whoever waits for one, in the order they came', async () => {
    const queue = createBoundedQueue<number>(1);
    const pulls = [queue.pull(signal), queue.pull(signal)];
    await queue.push(1);
    await queue.push(2);
    expect(await Promise.all(pulls)).toEqual([1, 2]);
  });

  it('refuses an item that found no room within the timeout, and not a moment earlier', async () => {
    const queue = fullQueue();
    const settled = vi.fn();
    const push = queue.push(4, 50).then(settled);
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
    for (const item of [1, 2, 3]) expect(await queue.pull(signal)).toBe(item);
    const pull = queue.pull(signal);
    await queue.push(5);
    expect(await pull).toBe(5);
  });

  it('lets in a waiting item as soon as there is room, behind those before it', async () => {
    const queue = fullQueue();
    const push = queue.push(4, 50);
    expect(await queue.pull(signal)).toBe(1);
    expect(await push).toBe(true);
    for (const item of [2, 3, 4]) expect(await queue.pull(signal)).toBe(item);
  });

  it('leaves no timer behind', async () => {
    const queue = fullQueue();
    const push = queue.push(4, 50);
    await queue.pull(signal);
    await push;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no listener on the signal of a pull that was served', async () => {
    const queue = createBoundedQueue<number>(1);
    const pull = queue.pull(signal);
    await queue.push(1);
    await pull;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects a pull that is aborted, and loses nothing by it', async () => {
    const queue = createBoundedQueue<number>(3);
    const aborter = new AbortController();
    const pull = queue.pull(aborter.signal);
    aborter.abort();
    await expect(pull).rejects.toBe(aborter.signal.reason);
    await queue.push(1);
    expect(await queue.pull(signal)).toBe(1);
  });

  it('takes nothing for a signal that is aborted already', async () => {
    const queue = fullQueue();
    await expect(queue.pull(AbortSignal.abort())).rejects.toHaveProperty('name', 'AbortError');
    expect(await queue.pull(signal)).toBe(1);
  });
});
