import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBeat } from '../../../../utils/audio/puller/beat.ts';

describe('beat', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('beats in its period, and in another one from the moment it is told', () => {
    const onBeat = vi.fn();
    const beat = createBeat(onBeat);
    beat.setPeriod(100);
    vi.advanceTimersByTime(1000);
    expect(onBeat).toHaveBeenCalledTimes(10);
    beat.setPeriod(200);
    vi.advanceTimersByTime(1000);
    expect(onBeat).toHaveBeenCalledTimes(15);
  });

  it('lets everybody who waits go on at the next beat', async () => {
    const beat = createBeat(() => undefined);
    beat.setPeriod(100);
    const went = vi.fn();
    void beat.next().then(went);
    void beat.next().then(went);
    await vi.advanceTimersByTimeAsync(99);
    expect(went).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(went).toHaveBeenCalledTimes(2);
  });

  it('makes nobody wait for a beat that never comes', async () => {
    const beat = createBeat(() => undefined);
    beat.setPeriod(100);
    const waiting = beat.next();
    beat.stop();
    beat.setPeriod(100);
    await waiting;
    await beat.next();
    expect(vi.getTimerCount()).toBe(0);
  });
});
