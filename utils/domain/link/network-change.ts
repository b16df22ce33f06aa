/**
 * The addresses of a computer's own network interfaces. They are only compared, and neither stored nor
 * logged.
 */
export type LocalAddresses = ReadonlySet<string>;

/**
 * How the addresses have changed: there may be a better network (`added`), an earlier one has come back
 * (`returned`), or paths may have gone (`gone`).
 */
export type AddressChange = 'added' | 'returned' | 'gone';

/**
 * How a computer's addresses have changed since the last reading, where the connection in use was made with
 * those of `origin`; null where nothing has changed, or nothing is known.
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
