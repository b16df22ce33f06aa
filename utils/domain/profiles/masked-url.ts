import { profileKinds, profileKind } from './profile-kinds.ts';

/** Stands for a part of an address that may be a secret; no address of a server may hold it. */
const secretPart = '<hidden>';

/** Words of the addresses that the documentation of well-known servers names; whatever else may be a key. */
const publicWords = new Set(
  profileKinds.flatMap((kind) =>
    profileKind(kind).presets.flatMap(({ url }) => pathOf(url).toLowerCase().split('/')),
  ),
);

/**
 * An address without what may be a secret: many servers take a stream key as a part of the path or in the
 * query. Words that well-known servers have in their paths stay, so that such an address is whole.
 */
export function maskedUrl(url: string): string {
  const { origin } = new URL(url);
  const path = pathOf(url)
    .split('/')
    .map((part) => (part === '' || publicWords.has(part.toLowerCase()) ? part : secretPart))
    .join('/');
  const query = /[?#]/.test(url) ? `?${secretPart}` : '';
  return path.includes(secretPart) || query ? `${origin}/${path}${query}` : url;
}

export function isMasked(url: string): boolean {
  return url.includes(secretPart);
}

/** A valid address in the place of a masked one, which must go nowhere. */
export function standInFor(masked: string): string {
  return masked.replaceAll(secretPart, '-');
}

/** The path of an address, without the slash at its beginning, as it is written. */
function pathOf(url: string): string {
  const [, path = ''] = /^[a-z]+:\/\/[^/?#]*\/?([^?#]*)/i.exec(url.trim()) ?? [];
  return path;
}
