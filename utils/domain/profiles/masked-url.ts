/** Stands for a part of an address that may be a secret, or for a user name; no address of a server may hold it. */
export const hiddenPart = '<hidden>';

/**
 * Words of the paths that the documentation of well-known servers names; whatever else may be a key. They are
 * written out, because the table of the kinds of server is too large for the host that logs addresses.
 */
const publicWords = new Set([
  'whip',
  'w',
  'webrtc',
  'publish',
  'rtc',
  'v1',
  'endpoint',
  'offer',
  'api',
  'realtime',
  'calls',
  'audio',
  'transcriptions',
  'inference',
]);

/**
 * An address without what may be a secret: many servers take a stream key as a part of the path or in the
 * query. Words that well-known servers have in their paths stay, so that such an address is whole.
 */
export function maskedUrl(url: string): string {
  const { origin, username, password } = new URL(url);
  const path = pathOf(url)
    .split('/')
    .map((part) => (part === '' || publicWords.has(part.toLowerCase()) ? part : hiddenPart))
    .join('/');
  const query = /[?#]/.test(url) ? `?${hiddenPart}` : '';
  return path.includes(hiddenPart) || query || username || password ? `${origin}/${path}${query}` : url;
}

export function isMasked(url: string): boolean {
  return url.includes(hiddenPart);
}

/** A valid address in the place of a masked one, which must go nowhere. */
export function standInFor(masked: string): string {
  return masked.replaceAll(hiddenPart, '-');
}

/** The path of an address, without the slash at its beginning, as it is written. */
function pathOf(url: string): string {
  // A browser takes a backslash for a slash (URL Standard, section 4.4).
  const [, path = ''] = /^[a-z]+:\/\/[^/?#]*\/?([^?#]*)/i.exec(url.trim().replaceAll('\\', '/')) ?? [];
  return path;
}
