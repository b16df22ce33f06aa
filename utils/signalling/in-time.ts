import { FailureError, type Failure } from '../domain/failure.ts';
import { timerMs } from '../domain/timer-limit.ts';

/**
 * Settles as `asked` does.
 *
 * @throws FailureError with `late` where that takes longer than so many milliseconds.
 */
export async function inTime<Value>(
  deadlineMs: number,
  asked: Promise<Value>,
  late: Failure,
): Promise<Value> {
  const overdue = Promise.withResolvers<never>();
  const timer = setTimeout(() => overdue.reject(new FailureError(late)), timerMs(deadlineMs));
  try {
    return await Promise.race([asked, overdue.promise]);
  } finally {
    clearTimeout(timer);
  }
}
