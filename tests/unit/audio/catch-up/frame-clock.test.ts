import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createFrameClock } from '../../../../utils/audio/catch-up/frame-clock.ts';

describe('the clock by which late sound is sent', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function setUp() {
    const tick = vi.fn();
    const clock = createFrameClock({ ...browserEdges, tick });
    const frames = (count: number) => {
      for (let index = 0; index < count; index += 1) {
        vi.advanceTimersByTime(10);
        clock.heard();
      }
    };
    return { tick, clock, frames };
  }

  it('ticks with each frame, and not at all while it is stopped', () => {
    const { tick, clock, frames } = setUp();
    frames(10);
    expect(tick).not.toHaveBeenCalled();
    clock.start();
    frames(500);
    expect(tick).toHaveBeenCalledTimes(500);
    clock.stop();
    frames(10);
    vi.advanceTimersByTime(1000);
    expect(tick).toHaveBeenCalledTimes(500);
  });

  it('goes on while no frames come, and not faster when those come all at once', () => {
    const { tick, clock, frames } = setUp();
    clock.start();
    frames(100);
    vi.advanceTimersByTime(2000);
    expect(tick.mock.calls.length).toBeGreaterThanOrEqual(285);
    expect(tick.mock.calls.length).toBeLessThanOrEqual(300);
    for (let index = 0; index < 200; index += 1) clock.heard();
    expect(tick.mock.calls.length).toBeLessThanOrEqual(310);
    frames(100);
    expect(tick.mock.calls.length).toBeLessThanOrEqual(410);
  });

  it('follows a microphone that is a little faster or slower than the computer', () => {
    for (const periodMs of [9.995, 10.005]) {
      const { tick, clock } = setUp();
      clock.start();
      for (let index = 0; index < 20_000; index += 1) {
        vi.advanceTimersByTime(periodMs);
        clock.heard();
      }
      expect(Math.abs(tick.mock.calls.length - 20_000)).toBeLessThanOrEqual(25);
      clock.stop();
    }
  });

  it('is started once, however often that is asked for', () => {
    const { tick, clock } = setUp();
    clock.start();
    clock.start();
    vi.advanceTimersByTime(1000);
    expect(tick.mock.calls.length).toBeLessThanOrEqual(100);
  });
});
