/**
 * Milliseconds on the monotonic clock that a page and its workers share, about those since 1970: `performance.now()` alone counts from
 * the beginning of each of them (High Resolution Time, section 4.2). A user or a time server can't set it.
 */
export const steadyEpoch = (): number => performance.timeOrigin + performance.now();
