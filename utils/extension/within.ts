import { timerMs } from '../domain/timer-limit.ts';

/** What was asked for, or null where it was refused or did not come in time; milliseconds. */
export function within<Value>(deadlineMs: number, asked: Promise<Value>): Promise<Value | null> {
  const { promise, resolve } = Promise.withResolvers<Value | null>();
  const timer = setTimeout(() => resolve(null), timerMs(deadlineMs));
  asked.then(resolve, () => resolve(null)).finally(() => clearTimeout(timer));
  return promise;
}
