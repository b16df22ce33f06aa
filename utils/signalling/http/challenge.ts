/** The most of a header that is read, in characters. */
const mostRead = 4096;

/**
 * The schemes of a `WWW-Authenticate` header (RFC 9110, section 11.6.1), in small letters: several challenges may stand in one
 * header, and each may have parameters, which are left out.
 */
export function challengedSchemes(header: string): string[] {
  const parts = header
    .slice(0, mostRead)
    .replace(/"[^"\\]*(?:\\.[^"\\]*)*(?:"|$)/g, 'x')
    .split(',');
  return parts.flatMap((part) => {
    const [name = '', next = ''] = part.trim().split(/\s+/, 2);
    // A part that begins with a parameter belongs to the challenge before it.
    return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !next.startsWith('=') ? [name.toLowerCase()] : [];
  });
}
