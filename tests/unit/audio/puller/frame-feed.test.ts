import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createFrameFeed } from '../../../../utils/audio/puller/frame-feed.ts';
import type { FrameConsumer } from '../../../../utils/domain/frames/frame.ts';
import { frame } from '../builders.ts';

const throwing: FrameConsumer = () => {
  throw new Error('full disk');
};

function setUp(consumers: readonly FrameConsumer[], capacity = 2) {
  const aborter = new AbortController();
  const done: [note: string, isConsumed: boolean][] = [];
  const feed = createFrameFeed<string>({
    ...browserEdges,
    consumers,
    capacity,
    signal: aborter.signal,
    onDone: (isConsumed, note) => void done.push([note, isConsumed]),
  });
  const push = (note: string) => feed.push(frame(), note, 50);
  return { push, done, abort: () => aborter.abort() };
}

/** A consumer that finishes a frame when the test says so. */
function slowConsumer() {
  const gates: PromiseWithResolvers<void>[] = [];
  const consume: FrameConsumer = () => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  };
  return { consume, gates };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a frame feed', () => {
  it('finishes a frame within the push where every consumer does, without a promise', () => {
    const { push, done } = setUp([vi.fn(), vi.fn()]);
    expect(push('one')).toBe(true);
    expect(done).toEqual([['one', true]]);
  });

  it('gives each frame to every consumer, even where another one throws', () => {
    const [first, last] = [vi.fn(), vi.fn()];
    const { push, done } = setUp([first, throwing, last]);
    void push('one');
    expect(first).toHaveBeenCalledTimes(1);
    expect(last).toHaveBeenCalledTimes(1);
    expect(done).toEqual([['one', false]]);
  });

  it('keeps the order of frames that come while a consumer is busy, and those after them', async () => {
    const { consume, gates } = slowConsumer();
    const { push, done } = setUp([consume]);
    for (const note of ['one', 'two', 'three']) expect(push(note)).toBe(true);
    expect(done).toEqual([]);
    for (const index of [0, 1, 2]) {
      gates[index]?.resolve();
      await vi.advanceTimersByTimeAsync(0);
    }
    void push('four');
    gates[3]?.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(done.map(([note]) => note)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('takes a consumer that rejects for one that throws, and goes on', async () => {
    const { push, done } = setUp([() => Promise.reject(new Error('full disk'))]);
    void push('one');
    void push('two');
    await vi.advanceTimersByTimeAsync(0);
    expect(done).toEqual([
      ['one', false],
      ['two', false],
    ]);
  });

  it('refuses a frame that finds no room behind a consumer that is busy for too long', async () => {
    const { consume } = slowConsumer();
    const { push } = setUp([consume]);
    for (const note of ['taken', 'first in the queue', 'second in the queue']) expect(push(note)).toBe(true);
    const fourth = push('no room');
    await vi.advanceTimersByTimeAsync(50);
    expect(await fourth).toBe(false);
  });

  it('drops the frames that still wait when it is ended', async () => {
    const { consume, gates } = slowConsumer();
    const { push, done, abort } = setUp([consume]);
    void push('one');
    void push('two');
    abort();
    gates[0]?.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(done.map(([note]) => note)).toEqual(['one']);
    expect(gates).toHaveLength(1);
  });
});
