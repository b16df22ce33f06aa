import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';
import { createTimer } from '../../../utils/async/timer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A start of a delay, a stop, or a time that passes, in milliseconds. */
const step = fc.oneof(
  fc.record({ start: fc.integer({ min: 0, max: 100 }) }),
  fc.constant('stop' as const),
  fc.record({ pass: fc.integer({ min: 0, max: 100 }) }),
);

it('a timer runs the thing of its last start, once, when its time has come, unless it was stopped', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const timer = createTimer(browserEdges);
      const ran: number[] = [];
      const expected: number[] = [];
      let at = 0;
      let due: { number: number; at: number } | null = null;
      steps.forEach((each, number) => {
        if (each === 'stop') {
          timer.stop();
          due = null;
        } else if ('start' in each) {
          timer.start(each.start, () => ran.push(number));
          due = { number, at: at + each.start };
        } else {
          at += each.pass;
          vi.advanceTimersByTime(each.pass);
          if (due && due.at <= at) {
            expected.push(due.number);
            due = null;
          }
        }
        expect(ran).toEqual(expected);
        expect(timer.isRunning()).toBe(due !== null);
        expect(vi.getTimerCount()).toBe(due === null ? 0 : 1);
      });
      timer.stop();
    }),
  );
});

it('a timer may be started again by what it runs', () => {
  const timer = createTimer(browserEdges);
  let runs = 0;
  const again = () => {
    runs += 1;
    if (runs < 3) timer.start(100, again);
  };
  timer.start(100, again);
  vi.advanceTimersByTime(1000);
  expect(runs).toBe(3);
  expect(timer.isRunning()).toBe(false);
});
