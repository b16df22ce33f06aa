/** The addresses of a computer's own network interfaces. They are compared, and never kept or told. */
export type LocalAddresses = ReadonlySet<string>;

/**
 * What happened to a computer's addresses: with one `gone` a path may have gone as well, with one `added` there may be a
 * better one. Null where nothing did, or nothing is known.
 */
export function addressChange(
  before: LocalAddresses | null,
  after: LocalAddresses | null,
): 'gone' | 'added' | null {
  if (!before || !after) return null;
  if ([...before].some((address) => !after.has(address))) return 'gone';
  return [...after].some((address) => !before.has(address)) ? 'added' : null;
}
