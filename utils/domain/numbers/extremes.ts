// `Math.min(...values)` throws where there are some hundred thousand values: each is an argument of one call.

/** The least of any number of figures; Infinity without any. */
export function least(values: Iterable<number>): number {
  let found = Infinity;
  for (const value of values) found = Math.min(found, value);
  return found;
}

/** The greatest of any number of figures; -Infinity without any. */
export function greatest(values: Iterable<number>): number {
  let found = -Infinity;
  for (const value of values) found = Math.max(found, value);
  return found;
}
