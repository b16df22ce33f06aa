/**
 * The longest delay that a timer keeps, in milliseconds. Browsers hold it as a signed 32-bit number (HTML,
 * "timer initialisation steps"); a larger delay fires at once, and an interval of it fires without a pause.
 */
export const longestTimerMs = 2 ** 31 - 1;

/**
 * Limits a delay for `setTimeout` or `setInterval`, in milliseconds, that comes from a setting, a server, a
 * file or a clock. NaN becomes the longest delay, because a wait of unknown length must not become no wait.
 */
export function timerMs(ms: number): number {
  return ms <= longestTimerMs ? Math.max(0, ms) : longestTimerMs;
}
