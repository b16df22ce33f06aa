import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';
import { createWorkAndRest } from '../../../utils/async/work-and-rest.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** Milliseconds of rest after so many milliseconds of work. */
async function restAfter(...worked: number[]): Promise<number> {
  const rest = createWorkAndRest({ ...browserEdges, steady: Date.now });
  let rested = 0;
  for (const ms of worked) {
    vi.setSystemTime(Date.now() + ms);
    const before = Date.now();
    const resting = rest();
    await vi.runAllTimersAsync();
    await resting;
    rested += Date.now() - before;
  }
  return rested;
}

it.each<[string, number[], number]>([
  ['as long as there was work', [50], 50],
  ['not at all after little', [19], 0],
  ['once many small steps have come together', [8, 8, 8], 24],
  ['as long again after the next step', [30, 40], 70],
  ['no longer than a fifth of a second', [5000], 200],
])('long work rests %s', async (_, worked, rested) => {
  await expect(restAfter(...worked)).resolves.toBe(rested);
});
