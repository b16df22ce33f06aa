/** The name of the scheme, which people paste with their token (RFC 6750, section 2.1), with or without the header's. */
const scheme = /^(?:authorization\s*:\s*)?bearer(?:\s+|$)/i;

/** Whether a token as it was entered begins with the name of the scheme, which is sent anyway. */
export function namesScheme(token: string): boolean {
  return scheme.test(token.trim());
}

/** The token as it is sent: without the blanks around it, and without the scheme's name before it. */
export function bearerOf(token: string): string {
  return token.trim().replace(scheme, '').trim();
}

/**
 * Whether a header can carry the token as its server means it: printable ASCII alone. Anything else came along by copying
 * (a zero-width space, curly quotes, a line break inside), and would be refused by the browser or be another token.
 */
export function canBeSent(token: string): boolean {
  return /^[ -~]*$/.test(bearerOf(token));
}
