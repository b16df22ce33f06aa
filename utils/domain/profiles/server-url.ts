/** Why a server address cannot be used. */
export type ServerUrlProblem =
  'url-empty' | 'url-placeholder' | 'url-invalid' | 'url-scheme' | 'url-credentials';

/**
 * The first problem of a server address as a user types it, or null. Credentials in a URL are refused,
 * because a URL is shown, logged and asked for as a permission; a token has a field of its own.
 */
export function serverUrlProblem(text: string): ServerUrlProblem | null {
  const trimmed = text.trim();
  if (trimmed === '') return 'url-empty';
  // Only an unfinished address from the list of well-known servers has angle brackets.
  if (/[<>]/.test(trimmed)) return 'url-placeholder';
  const url = parseUrl(trimmed);
  if (!url) return 'url-invalid';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'url-scheme';
  if (url.username !== '' || url.password !== '') return 'url-credentials';
  return null;
}

/**
 * The match pattern to ask for: the profile's own host with every port, because only Chromium knows match
 * patterns with a port.
 */
export function hostPermission(serverUrl: string): string {
  const { protocol, hostname } = new URL(serverUrl);
  return `${protocol}//${hostname}/*`;
}

/** The path of a URL without the slashes at its end. */
export function barePath({ pathname }: Pick<URL, 'pathname'>): string {
  let end = pathname.length;
  while (pathname[end - 1] === '/') end -= 1;
  return pathname.slice(0, end);
}

function parseUrl(text: string): URL | null {
  // "host:8080/path" parses as a URL with the scheme "host:", whose problem would mislead the user.
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return null;
  return URL.canParse(text) ? new URL(text) : null;
}
