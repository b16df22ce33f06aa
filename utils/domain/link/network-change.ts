/** The addresses of a computer's own network interfaces. They are compared, and never kept or told. */
export type LocalAddresses = ReadonlySet<string>;

/** There may be a better network (`added`), one of before is there again (`returned`), or paths may have gone (`gone`). */
export type AddressChange = 'added' | 'returned' | 'gone';

/**
 * What happened to a computer's addresses since the last look, where the connection in use was made with those of `origin`.
 * Null where nothing did, or nothing is known.
 */
export function addressChange(
  origin: LocalAddresses | null,
  last: LocalAddresses | null,
  now: LocalAddresses | null,
): AddressChange | null {
  if (!last || !now) return null;
  const others = [...now].filter((address) => !last.has(address));
  if (others.some((address) => !origin?.has(address))) return 'added';
  if (others.length > 0) return 'returned';
  return [...last].some((address) => !now.has(address)) ? 'gone' : null;
}
