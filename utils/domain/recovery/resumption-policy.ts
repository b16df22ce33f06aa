/**
 * The number of losses within {@link lossWindowMs} that may be accidents; more of them are a recurring fault.
 */
const mostLosses = 3;

/** Milliseconds after which a session is not continued unasked. */
const lossWindowMs = 5 * 60_000;

/**
 * The losses of a session's host that still count, in epoch milliseconds: one that seems to be still to come is of a clock
 * that was set back since, and as old as nobody knows.
 */
export function recentLosses(losses: readonly number[], now: number): number[] {
  return losses.filter((at) => Math.abs(now - at) < lossWindowMs);
}

/** Whether a session whose host is gone continues in another one. `losses` includes this one. */
export function mayGoOn(losses: readonly number[], now: number): boolean {
  return recentLosses(losses, now).length <= mostLosses;
}

/** Milliseconds after which a session is not continued unasked. */
const accidentMs = 90_000;

/** A session under way, as it was last seen. */
export interface Sighting {
  /** The ids of the browser's windows. */
  windowIds: readonly number[];
  /** Epoch milliseconds when the session was seen. */
  at: number;
}

/**
 * Whether an extension that was ended in the middle of a session, and is loaded again, may continue it
 * unasked: only in the same run of the browser, and before the user may have decided otherwise. A window that
 * is still open proves that the run is the same: Chromium gives no window id twice, not even after a restart
 * (`SessionIdGenerator`). A clock that was set back since says nothing of how long ago that was.
 */
export function mayBeRevived(seen: Sighting, windowIds: readonly number[], now: number): boolean {
  return Math.abs(now - seen.at) <= accidentMs && windowIds.some((id) => seen.windowIds.includes(id));
}
