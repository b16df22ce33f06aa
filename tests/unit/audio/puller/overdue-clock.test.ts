import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createOverdueClock } from '../../../../utils/audio/puller/overdue-clock.ts';

function start({ firstMs }: { firstMs?: number } = {}) {
  const onOverdue = vi.fn();
  const clock = createOverdueClock({ ...browserEdges, periodMs: 100, onOverdue });
  clock.start(firstMs);
  return { clock, onOverdue };
}

describe('overdue clock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('calls back after a period without a sign, and once for each further period', () => {
    const { onOverdue } = start();
    vi.advanceTimersByTime(99);
    expect(onOverdue).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onOverdue).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(900);
    expect(onOverdue).toHaveBeenCalledTimes(10);
  });

  it('does not call back while signs come', () => {
    const { clock, onOverdue } = start();
    for (let sign = 0; sign < 1000; sign += 1) {
      vi.advanceTimersByTime(99);
      clock.heard();
    }
    expect(onOverdue).not.toHaveBeenCalled();
  });

  it('allows the first sign the time it was given', () => {
    const { onOverdue } = start({ firstMs: 3000 });
    vi.advanceTimersByTime(2999);
    expect(onOverdue).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onOverdue).toHaveBeenCalledTimes(1);
  });

  it('waits one period after the first sign, even when the first one might have taken longer', () => {
    const { clock, onOverdue } = start({ firstMs: 3000 });
    vi.advanceTimersByTime(50);
    clock.heard();
    vi.advanceTimersByTime(100);
    expect(onOverdue).toHaveBeenCalledTimes(1);
  });

  it('judges nothing by a timer that fired late, and goes on from there', () => {
    let time = 0;
    const onOverdue = vi.fn();
    createOverdueClock({ ...browserEdges, periodMs: 100, onOverdue, steady: () => time }).start();
    time = 28_800_000;
    vi.advanceTimersByTime(100);
    expect(onOverdue).not.toHaveBeenCalled();
    time += 100;
    vi.advanceTimersByTime(100);
    expect(onOverdue).toHaveBeenCalledTimes(1);
  });

  it('does not call back once stopped, and leaves no timer', () => {
    const { clock, onOverdue } = start({ firstMs: 3000 });
    clock.stop();
    clock.heard();
    vi.advanceTimersByTime(10_000);
    expect(onOverdue).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('can be stopped within its own callback', () => {
    const clock = createOverdueClock({
      periodMs: 100,
      ...browserEdges,
      onOverdue: () => {
        clock.stop();
      },
    });
    clock.start();
    vi.advanceTimersByTime(100);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('starts again after a stop', () => {
    const { clock, onOverdue } = start();
    clock.stop();
    clock.start();
    vi.advanceTimersByTime(100);
    expect(onOverdue).toHaveBeenCalledTimes(1);
  });
});
