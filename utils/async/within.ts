import { inTime } from './in-time.ts';

/**
 * Resolves with the value of `asked`, or with null where it rejects or takes longer than `deadlineMs`
 * milliseconds.
 */
export function within<Value>(deadlineMs: number, asked: Promise<Value>): Promise<Value | null> {
  return inTime<Value | null>(asked, { deadlineMs, tooLate: () => new Error('late') }).catch(() => null);
}

/**
 * Milliseconds to wait for a value that is only a help: a storage that does not answer must not delay its
 * caller.
 */
const helpMs = 1000;

/**
 * Resolves with a helpful value where it comes in time, and with `otherwise` where it is refused or late.
 * Never rejects.
 */
export async function help<Value>(asked: Promise<Value>, otherwise: Value): Promise<Value> {
  return (await within(helpMs, asked)) ?? otherwise;
}
