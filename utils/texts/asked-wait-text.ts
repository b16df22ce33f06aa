import { longestAskedMs } from '../domain/recovery/retry-wait.ts';
import type { Texts } from './texts.ts';

/** How long a server asks to wait, in words; `askedMs` is milliseconds, of which a year is only known to be one or more. */
export function askedWaitText({ t, duration }: Texts, askedMs: number): string {
  return askedMs >= longestAskedMs ? t('duration_year_or_more') : duration(askedMs);
}
