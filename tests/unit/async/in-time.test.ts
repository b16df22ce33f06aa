import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inTime } from '../../../utils/async/in-time.ts';
import { within } from '../../../utils/async/within.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const late = new Error('late');
const refused = new Error('refused');

/** A wait of 100 ms for something that a test settles, and what came of it. */
function waitFor() {
  const pending = Promise.withResolvers<string>();
  const aborter = new AbortController();
  const discard = vi.fn();
  const outcome = vi.fn();
  const limits = { deadlineMs: 100, signal: aborter.signal, tooLate: () => late, discard };
  inTime(pending.promise, limits).then(outcome, outcome);
  return { ...pending, aborter, discard, outcome, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

describe('what is waited for in time', () => {
  type Wait = ReturnType<typeof waitFor>;
  it.each<[string, (wait: Wait) => void, unknown]>([
    ['comes', ({ resolve }) => resolve('value'), 'value'],
    ['is refused', ({ reject }) => reject(refused), refused],
    ['is not wanted any more', ({ aborter }) => aborter.abort(refused), refused],
  ])('settles at once where it %s, and leaves no timer', async (_name, happen, expected) => {
    const wait = waitFor();
    happen(wait);
    await wait.pass(0);
    expect(wait.outcome).toHaveBeenCalledExactlyOnceWith(expected);
    expect(vi.getTimerCount()).toBe(0);
    expect(wait.discard).not.toHaveBeenCalled();
  });

  it('is given up at the deadline, and released where it comes after all', async () => {
    const wait = waitFor();
    await wait.pass(99);
    expect(wait.outcome).not.toHaveBeenCalled();
    await wait.pass(1);
    expect(wait.outcome).toHaveBeenCalledExactlyOnceWith(late);
    wait.resolve('value');
    await wait.pass(0);
    expect(wait.discard).toHaveBeenCalledExactlyOnceWith('value');
  });

  it('is not waited for where it was never wanted', async () => {
    const never = new Promise<string>(() => undefined);
    const limits = { deadlineMs: 100, signal: AbortSignal.abort(refused), tooLate: () => late };
    await expect(inTime(never, limits)).rejects.toBe(refused);
  });
});

describe('a value that is only a help', () => {
  it.each<[string, Promise<string>, string | null]>([
    ['comes', Promise.resolve('value'), 'value'],
    ['is late', new Promise(() => undefined), null],
  ])('is there or null where it %s', async (_name, asked, expected) => {
    const outcome = vi.fn();
    void within(100, asked).then(outcome);
    await vi.advanceTimersByTimeAsync(100);
    expect(outcome).toHaveBeenCalledExactlyOnceWith(expected);
  });

  it('is null where it is refused', async () => {
    await expect(within(100, Promise.reject(refused))).resolves.toBeNull();
  });
});
