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

/** Milliseconds. */
const accidentMs = 90_000;

/** A session under way, as it was last seen. */
export interface Sighting {
  /** Of the browser's windows. */
  windowIds: readonly number[];
  /** Epoch milliseconds. */
  at: number;
}

/**
 * Whether an extension that was ended in the middle of a session and is loaded again may go on with it unasked: only in
 * the same run of the browser, and before the user has had the time to think of something else. That the run is the same
 * is known by a window that is still there: Chromium gives no id twice, not even after a restart (`SessionIdGenerator`).
 */
export function mayBeRevived(seen: Sighting, windowIds: readonly number[], now: number): boolean {
  return now - seen.at <= accidentMs && windowIds.some((id) => seen.windowIds.includes(id));
}
