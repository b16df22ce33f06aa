/**
 * The longest delay that a timer keeps, in milliseconds. Browsers hold it as a signed 32-bit number (HTML, "timer
 * initialisation steps"): what is above fires at once, and again at once, and so for ever.
 */
export const longestTimerMs = 2 ** 31 - 1;

/**
 * A delay for `setTimeout` and `setInterval` that comes from a setting, a server, a file or a clock, in milliseconds: cut to
 * what a timer keeps. A delay that is no number is the longest, because a wait of unknown length must not become none.
 */
export function timerMs(ms: number): number {
  return ms <= longestTimerMs ? Math.max(0, ms) : longestTimerMs;
}
