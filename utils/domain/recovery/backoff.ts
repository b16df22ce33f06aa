/** The first and the longest wait, in milliseconds. */
export interface Backoff {
  first: number;
  longest: number;
}

/**
 * Milliseconds to wait after `attempt` consecutive attempts (from 1): doubles from the first to the longest,
 * and the jitter, a random number from 0 to 1, takes off up to half.
 */
export function backoffMs({ first, longest }: Backoff, attempt: number, jitter: number): number {
  const full = Math.min(longest, first * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full * (1 - jitter / 2));
}
