/** Two clocks read at once, in milliseconds: the computer's, which can be set, and a monotonic one. */
export interface ClockReading {
  /** The time of `Date.now()`. */
  wall: number;
  /** The time of the monotonic clock; on some systems it stands still while the computer sleeps. */
  steady: number;
}

/** Milliseconds by which a busy page or a slow computer delays a timer: every sleep is longer. */
const unremarkableMs = 3000;

/**
 * By how many milliseconds the time between two readings was longer (or, where the clock was set back, shorter)
 * than planned; null where the difference is too small to matter. A sleep shows on the wall clock at least,
 * whatever the monotonic one does.
 */
export function clockJump(before: ClockReading, after: ClockReading, everyMs: number): number | null {
  const wallMs = after.wall - before.wall - everyMs;
  const steadyMs = after.steady - before.steady - everyMs;
  const byMs = Math.abs(wallMs) >= Math.abs(steadyMs) ? wallMs : steadyMs;
  return Math.abs(byMs) >= unremarkableMs ? Math.round(byMs) : null;
}
