import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createGraceSignal } from '../../../utils/async/grace-signal.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a grace signal aborts the given time after the signal it follows, with the same reason', () => {
  const controller = new AbortController();
  const grace = createGraceSignal(controller.signal, 2000);
  const reason = new Error('stopped');
  controller.abort(reason);
  vi.advanceTimersByTime(1999);
  expect(grace.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(grace.signal.reason).toBe(reason);
});

it('a grace signal is aborted from the start when the signal it follows is', () => {
  expect(createGraceSignal(AbortSignal.abort(), 2000).signal.aborted).toBe(true);
});

it('a grace signal does not abort after it was disposed of', () => {
  const before = new AbortController();
  const after = new AbortController();
  const first = createGraceSignal(before.signal, 2000);
  const second = createGraceSignal(after.signal, 2000);
  before.abort();
  first.dispose();
  second.dispose();
  after.abort();
  vi.advanceTimersByTime(5000);
  expect([first.signal.aborted, second.signal.aborted]).toEqual([false, false]);
  expect(vi.getTimerCount()).toBe(0);
});
