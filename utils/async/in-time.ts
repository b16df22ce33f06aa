import { timerMs } from './timer-limit.ts';

export interface TimeLimits<Value> {
  /** Deadline, in milliseconds from the call. */
  deadlineMs: number;
  /** Ends the wait, with its own reason. */
  signal?: AbortSignal;
  /** Makes the error to reject with at the deadline. */
  tooLate: () => Error;
  /** Releases a value that arrives after the deadline or an abort, when no caller waits for it any more. */
  discard?: (value: Value) => void;
}

/**
 * Waits for an operation that cannot be cancelled: settles as it does, or at the deadline or on abort, and discards a later
 * value.
 */
export function inTime<Value>(pending: Promise<Value>, limits: TimeLimits<Value>): Promise<Value> {
  const { deadlineMs, signal, tooLate, discard } = limits;
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  let waiting = true;
  const settle = (how: () => void) => {
    if (!waiting) return;
    waiting = false;
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    how();
  };
  const abort = () => settle(() => reject(signal?.reason));
  const timer = setTimeout(() => settle(() => reject(tooLate())), timerMs(deadlineMs));
  pending.then(
    (value) => {
      if (waiting) settle(() => resolve(value));
      else discard?.(value);
    },
    (error: unknown) => settle(() => reject(error)),
  );
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  return promise;
}
