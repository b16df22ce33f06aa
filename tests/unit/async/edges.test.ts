import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

it('the browser edges tell the time of both clocks, which go on together', () => {
  const before = browserEdges.steady();
  expect(browserEdges.now()).toBe(1_000_000);
  vi.advanceTimersByTime(1500);
  expect(browserEdges.now()).toBe(1_001_500);
  expect(browserEdges.steady() - before).toBe(1500);
});

it('a random number of the browser edges is from 0 up to 1', () => {
  const drawn = Array.from({ length: 100 }, browserEdges.random);
  expect(drawn.every((each) => each >= 0 && each < 1)).toBe(true);
  expect(new Set(drawn).size).toBeGreaterThan(90);
});

it.each([-5, 0, 500, 2 ** 31, Infinity, NaN])('a run after %d ms is kept from running in time', (ms) => {
  const run = vi.fn();
  const stop = browserEdges.after(ms, run);
  stop();
  vi.advanceTimersByTime(1000);
  expect(run).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

it.each([2 ** 31, Infinity, NaN])('a run after, or each, %d ms does not come at once', (ms) => {
  const run = vi.fn();
  const ends = [browserEdges.after(ms, run), browserEdges.every(ms, run)];
  vi.advanceTimersByTime(24 * 60 * 60 * 1000);
  expect(run).not.toHaveBeenCalled();
  for (const end of ends) end();
  expect(vi.getTimerCount()).toBe(0);
});

it('a run of each 500 ms comes until it is ended', () => {
  const run = vi.fn();
  const end = browserEdges.every(500, run);
  vi.advanceTimersByTime(1600);
  end();
  vi.advanceTimersByTime(1600);
  expect(run).toHaveBeenCalledTimes(3);
});
