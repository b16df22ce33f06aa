import { longestAskedMs } from '../../domain/recovery/retry-wait.ts';

/**
 * The wait that a `Retry-After` header asks for (RFC 9110, section 10.2.3: seconds, or an HTTP date), in
 * milliseconds from `now` (epoch milliseconds), between 0 and {@link longestAskedMs}. Null where there is
 * none or it cannot be read.
 */
export function readRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, longestAskedMs);
  // An HTTP date names its day or month; Date.parse would also take "-1" or "5.5" for a year or a day.
  if (!/^[A-Z][a-z]{2}/.test(text)) return null;
  // The form of C's asctime() names no time zone, and means UTC (RFC 9110, section 5.6.7).
  const at = Date.parse(/ \d{4}$/.test(text) ? `${text} GMT` : text);
  return Number.isNaN(at) ? null : Math.min(Math.max(0, at - now), longestAskedMs);
}
