/** More losses than this within {@link lossWindowMs} are a fault that comes back, and not an accident. */
const mostLosses = 3;

/** Milliseconds. */
const lossWindowMs = 5 * 60_000;

/** The losses of a session's host that still count, in epoch milliseconds. */
export function recentLosses(losses: readonly number[], now: number): number[] {
  return losses.filter((at) => at > now - lossWindowMs);
}

/** Whether a session whose host is gone goes on in another one. `losses` counts this one too. */
export function mayGoOn(losses: readonly number[], now: number): boolean {
  return recentLosses(losses, now).length <= mostLosses;
}
