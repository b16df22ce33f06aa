import { longestAskedMs } from '../domain/recovery/retry-wait.ts';
import type { Texts } from './texts.ts';

/**
 * Says in words how long a server asks to wait; `askedMs` is milliseconds. A wait that was cut to a year is
 * said as "a year or more".
 */
export function askedWaitText({ t, duration }: Texts, askedMs: number): string {
  return askedMs >= longestAskedMs ? t('duration_year_or_more') : duration(askedMs);
}
