import { timerMs } from './timer-limit.ts';

/**
 * Settles as `asked` does.
 *
 * @throws what `late` makes, where that takes longer than so many milliseconds.
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
