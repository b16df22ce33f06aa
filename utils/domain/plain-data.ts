import * as v from 'valibot';

// What plain data of unknown origin may hold: bounded, so that nothing of it can fill a disk or a page.

export const shortText = v.pipe(v.string(), v.maxLength(2048));

/** Also a length of time in milliseconds, perhaps with fractions; clocks that were set may make it negative. */
export const finiteNumber = v.pipe(v.number(), v.finite());

export const wholeNumber = v.pipe(v.number(), v.safeInteger());

/** Epoch milliseconds of a moment that a date can be made of (ECMA-262 section 21.4.1.1). */
export const moment = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(8.64e15));

export const identifier = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
