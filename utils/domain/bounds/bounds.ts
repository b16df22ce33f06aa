// The bounds of every figure and text that comes from a file, a server or a clock: values within them cannot
// fill a disk, hang a page, or be too large for the calendar. `plain-data.ts` refuses values beyond them,
// `withinBounds` corrects them.

/** The longest text, in characters (UTF-16 code units). */
export const longestText = 2048;

/** The longest text of one segment of a transcript, in characters (UTF-16 code units). */
export const longestSegment = 8000;

/** The longest id, language tag and name of a speaker that a server gives to a segment, in characters likewise. */
export const longestSegmentId = 200;
export const longestLanguage = 35;
export const longestSpeaker = 100;

/**
 * The largest absolute value of any figure but a moment. As a duration in milliseconds it is three hundred
 * years: more than any clock is set by.
 */
export const largestNumber = 1e13;

/**
 * The latest moment, in epoch milliseconds: the last one whose year has four digits, far from where dates end
 * (ECMA-262, section 21.4.1.1).
 */
export const latestMoment = 253_402_300_799_999;

export const dayMs = 86_400_000;

/**
 * The longest session, in milliseconds from its first event to its last: more than anybody streams without a
 * break.
 */
export const longestSessionMs = 31 * dayMs;

/**
 * Brings plain data within the bounds, keeping its shape: every text is cut, every number is moved to the
 * nearest one allowed, and NaN becomes 0. Members called `at` are moments. Data within the bounds are
 * returned as they are.
 */
export function withinBounds<Value>(value: Value): Value {
  return bounded(value, '') as Value;
}

function bounded(value: unknown, key: string): unknown {
  if (typeof value === 'string') return value.length > longestText ? value.slice(0, longestText) : value;
  if (typeof value === 'number') return key === 'at' ? clampMoment(value) : clampNumber(value);
  if (Array.isArray(value)) return value.map((each) => bounded(each, key));
  if (typeof value !== 'object' || value === null) return value;
  let changed: Record<string, unknown> | null = null;
  for (const [name, inner] of Object.entries(value)) {
    const fitted = bounded(inner, name);
    if (Object.is(fitted, inner)) continue;
    changed ??= { ...value };
    changed[name] = fitted;
  }
  return changed ?? value;
}

/** The nearest moment within the bounds, in epoch milliseconds. */
export function clampMoment(at: number): number {
  return Number.isNaN(at) ? 0 : Math.min(latestMoment, Math.max(0, at));
}

/** The nearest figure within the bounds. */
export function clampNumber(value: number): number {
  return Number.isNaN(value) ? 0 : Math.min(largestNumber, Math.max(-largestNumber, value));
}
