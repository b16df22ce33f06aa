import { timerMs } from './timer-limit.ts';

/** What was asked for, or null where it was refused or did not come in time; milliseconds. */
export function within<Value>(deadlineMs: number, asked: Promise<Value>): Promise<Value | null> {
  const { promise, resolve } = Promise.withResolvers<Value | null>();
  const timer = setTimeout(() => resolve(null), timerMs(deadlineMs));
  asked.then(resolve, () => resolve(null)).finally(() => clearTimeout(timer));
  return promise;
}

/** Milliseconds for what only helps: a storage that does not answer must not hold up what it is a help for. */
const helpMs = 1000;

/** What helps where it is there, and keeps nobody waiting where it is not. */
export async function help<Value>(asked: Promise<Value>, otherwise: Value): Promise<Value> {
  return (await within(helpMs, asked)) ?? otherwise;
}
