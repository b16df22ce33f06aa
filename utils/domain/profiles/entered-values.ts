import * as v from 'valibot';

// Schemas of values that a person enters or a file holds; each names a problem by a code of
// `settings-problem.ts`.

/** A text of at most `longest` characters. */
export const text = (longest: number) => v.pipe(v.string('malformed'), v.maxLength(longest, 'text-too-long'));

/** A token, a key or a password. */
export const secret = text(8192);

/** A whole number in a range, both ends included. */
export const wholeNumber = ({ lowest, highest }: { lowest: number; highest: number }) =>
  v.pipe(
    v.number('number-range'),
    v.integer('number-range'),
    v.minValue(lowest, 'number-range'),
    v.maxValue(highest, 'number-range'),
  );
