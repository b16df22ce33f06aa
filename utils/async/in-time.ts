import { timerMs } from './timer-limit.ts';

/**
 * Settles as `asked` does, within a deadline in milliseconds.
 *
 * @throws the error that `late` makes, where `asked` takes longer than the deadline.
 */
export async function inTime<Value>(
  deadlineMs: number,
  asked: Promise<Value>,
  late: () => Error,
): Promise<Value> {
  const overdue = Promise.withResolvers<never>();
  const timer = setTimeout(() => overdue.reject(late()), timerMs(deadlineMs));
  try {
    return await Promise.race([asked, overdue.promise]);
  } finally {
    clearTimeout(timer);
  }
}
