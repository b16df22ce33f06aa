/** More than a year is "a year or more", in milliseconds: no server means that, and no figure may grow without end. */
export const longestAskedMs = 365 * 86_400_000;

/** Milliseconds after which a server is asked again, whatever it asked for: a session must not stand still for days. */
const longestWaitMs = 5 * 60_000;

/**
 * Milliseconds to wait before a server is asked again which has asked for a wait itself (`Retry-After`, RFC 9110 section
 * 10.2.3), or null where it has not: at least the backoff, so that no answer makes a storm, and at most five minutes, so that
 * none makes an end.
 */
export function retryWaitMs(backoffMs: number, askedMs: number | null): number {
  return Math.max(backoffMs, Math.min(askedMs ?? 0, longestWaitMs));
}
