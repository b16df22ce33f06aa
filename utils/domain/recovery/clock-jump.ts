/** Two clocks read at once, in milliseconds: the computer's, which can be set, and one that only ever counts on. */
export interface ClockReading {
  /** `Date.now()`. */
  wall: number;
  /** `performance.now()`; on some systems it stands still while the computer sleeps. */
  steady: number;
}

/** What a busy page, or a computer short of breath, makes of a timer: no sleep is as short as this, milliseconds. */
const unremarkableMs = 3000;

/**
 * By how many milliseconds the time between two looks was longer (or, where the clock was set back, shorter) than planned;
 * null where that is nothing to speak of. A sleep shows on the wall clock at least, whatever the other one does.
 */
export function clockJump(before: ClockReading, after: ClockReading, everyMs: number): number | null {
  const wallMs = after.wall - before.wall - everyMs;
  const steadyMs = after.steady - before.steady - everyMs;
  const byMs = Math.abs(wallMs) >= Math.abs(steadyMs) ? wallMs : steadyMs;
  return Math.abs(byMs) >= unremarkableMs ? Math.round(byMs) : null;
}
