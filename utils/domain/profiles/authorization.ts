/** What a profile has for its server: a token alone, or a user name whose password the token then is. */
export interface Credentials {
  token: string;
  username?: string | undefined;
}

export const noCredentials: Credentials = { token: '' };

/**
 * The name of the scheme, which people paste with their token (RFC 6750, section 2.1), with or without the header's, and as
 * programs have it: with a colon, in quotes, or as an argument of `curl`.
 */
const scheme = /^(?:-H\s*)?["']?(?:authorization["']?\s*[:=]\s*["']?)?(?:bearer(?:[\s:]+|$))+/i;

/** Quotes around a token that was pasted with its scheme; no such token has any in it (RFC 6750, section 2.1). */
const quotes = /^["']+|["',;]+$/g;

/** The way in which credentials are sent; null where there are none. */
export function schemeOf({ token, username = '' }: Credentials): 'basic' | 'bearer' | null {
  if (username !== '') return 'basic';
  return bearerOf(token) === '' ? null : 'bearer';
}

/** Whether a token as it was entered begins with the name of the scheme, which is sent anyway. */
export function namesScheme(token: string): boolean {
  return scheme.test(token.trim());
}

/** The token as it is sent: without the blanks around it, and without the scheme's name before it. */
function bearerOf(token: string): string {
  const bare = token.trim();
  return namesScheme(bare) ? bare.replace(scheme, '').replace(quotes, '').trim() : bare;
}

/**
 * User name and password as they are sent (RFC 7617, section 2.1): as UTF-8 in normalization form C, which is what a server
 * means that names a charset at all; in base64 of RFC 4648, section 4.
 */
function basicOf(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`.normalize('NFC'));
  return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''));
}

/** The value of the `Authorization` header; null for none. */
export function authorizationOf(credentials: Credentials): string | null {
  switch (schemeOf(credentials)) {
    case 'basic':
      return `Basic ${basicOf(credentials.username ?? '', credentials.token)}`;
    case 'bearer':
      return `Bearer ${bearerOf(credentials.token)}`;
    case null:
      return null;
  }
}

/** All that is secret in credentials, as it is entered and as it is sent. */
export function secretsIn({ token, username = '' }: Credentials): string[] {
  return [token, bearerOf(token), username, basicOf(username, token)].filter((secret) => secret !== '');
}

/** Whether a text has a character that nobody sees and that came along by copying, of those that no script needs. */
export function hasUnseen(text: string): boolean {
  return /[\u00AD\u200B\u2060\u202A-\u202E\u2066-\u2069\uFEFF]/.test(text);
}

/**
 * Whether a header can carry the token as its server means it: printable ASCII alone. Anything else came along by copying
 * (a zero-width space, curly quotes, a line break inside), and would be refused by the browser or be another token. A
 * password may have every character but control characters (RFC 7617, section 2); an unseen one is no part of it either.
 */
export function canBeSent({ token, username = '' }: Credentials): boolean {
  return username === '' ? /^[ -~]*$/.test(bearerOf(token)) : !/\p{Cc}/u.test(token) && !hasUnseen(token);
}
