/**
 * The longest wait that is taken from a server, in milliseconds: a longer one is shown as "a year or more",
 * so that no figure grows without end.
 */
export const longestAskedMs = 365 * 86_400_000;

/**
 * Milliseconds after which a server is asked again even if it asked for a longer wait, because a session must
 * not stand still for days.
 */
const longestWaitMs = 5 * 60_000;

/**
 * Milliseconds to wait before a server is asked again. `askedMs` is the wait that the server asked for
 * (`Retry-After`, RFC 9110, section 10.2.3), or null: the wait is at least the backoff, so that no answer
 * causes a flood of requests, and at most five minutes.
 */
export function retryWaitMs(backoffMs: number, askedMs: number | null): number {
  return Math.max(backoffMs, Math.min(askedMs ?? 0, longestWaitMs));
}
