import { timerMs } from './timer-limit.ts';

export interface Limits<Value> {
  /** Milliseconds. */
  deadlineMs: number;
  signal: AbortSignal;
  /** What to reject with at the deadline. */
  tooLate: () => Error;
  /** Lets go of a value that arrives when nobody waits for it any more. */
  discard: (value: Value) => void;
}

/** Waits for something that cannot be cancelled: settles at the deadline and on abort, and drops what comes later. */
export function settleWithin<Value>(pending: Promise<Value>, limits: Limits<Value>): Promise<Value> {
  const { deadlineMs, signal, tooLate, discard } = limits;
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  let waiting = true;
  const settle = (how: () => void) => {
    if (!waiting) return;
    waiting = false;
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    how();
  };
  const abort = () => settle(() => reject(signal.reason));
  const timer = setTimeout(() => settle(() => reject(tooLate())), timerMs(deadlineMs));
  pending.then(
    (value) => {
      if (waiting) settle(() => resolve(value));
      else discard(value);
    },
    (error: unknown) => settle(() => reject(error)),
  );
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  return promise;
}
