import * as v from 'valibot';
import { largestNumber, latestMoment, longestText } from './bounds.ts';

// Schemas of plain data of unknown origin, within the bounds of `bounds.ts`.

export const shortText = v.pipe(v.string(), v.maxLength(longestText));

const bounded = () => v.pipe(v.number(), v.finite(), v.minValue(-largestNumber), v.maxValue(largestNumber));

/** A figure in any unit, possibly with a fraction. */
export const figure = bounded();

/** A duration in milliseconds, possibly with a fraction; a clock that was set may make it negative. */
export const durationMs = bounded();

/** A whole number of things, or a protocol's code. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(largestNumber));

/** Epoch milliseconds. */
export const moment = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(latestMoment));

export const identifier = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));

/** The type of an object whose members have these schemas. */
export type MembersOf<Entries extends v.ObjectEntries> = v.InferOutput<
  v.StrictObjectSchema<Entries, undefined>
>;

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? unknown : never) : never;

/** A schema of exactly `Type`: one that takes less or more than the type, which is defined elsewhere, does not compile. */
export function exactly<Type>() {
  return <Schema extends v.GenericSchema>(schema: Schema & Same<v.InferOutput<Schema>, Type>): Schema =>
    schema;
}
