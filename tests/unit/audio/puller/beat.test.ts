import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createBeat } from '../../../../utils/audio/puller/beat.ts';

describe('beat', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('fires once a period, and in a new period from the moment that is set', () => {
    const onBeat = vi.fn();
    const beat = createBeat(onBeat, browserEdges);
    beat.setPeriod(100);
    vi.advanceTimersByTime(1000);
    expect(onBeat).toHaveBeenCalledTimes(10);
    beat.setPeriod(200);
    vi.advanceTimersByTime(1000);
    expect(onBeat).toHaveBeenCalledTimes(15);
  });

  it('resolves all waiting promises at the next beat', async () => {
    const beat = createBeat(() => undefined, browserEdges);
    beat.setPeriod(100);
    const went = vi.fn();
    void beat.next().then(went);
    void beat.next().then(went);
    await vi.advanceTimersByTimeAsync(99);
    expect(went).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(went).toHaveBeenCalledTimes(2);
  });

  it('resolves waiting promises when it is stopped', async () => {
    const beat = createBeat(() => undefined, browserEdges);
    beat.setPeriod(100);
    const waiting = beat.next();
    beat.stop();
    beat.setPeriod(100);
    await waiting;
    await beat.next();
    expect(vi.getTimerCount()).toBe(0);
  });
});
