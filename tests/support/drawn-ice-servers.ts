import fc from 'fast-check';

const host = fc.constantFrom('a.example', 'B.example', '192.0.2.1', '[2001:db8::1]', 'münchen.example');
/** ICE servers that every browser takes, in any spelling. */
export const goodIceServer = fc.record({
  url: fc
    .tuple(fc.constantFrom('stun:', 'turn:', 'TURNS:'), host, fc.constantFrom('', ':3478', ':443'))
    .map((parts) => parts.join('')),
  username: fc.string({ minLength: 1, maxLength: 20 }),
  credential: fc.string({ minLength: 1, maxLength: 20 }),
});
/** Entries of lists of ICE servers as they come: good ones, bad ones, and any text. */
export const anyIceServer = fc.record({
  url: fc
    .tuple(
      fc.constantFrom('stun:', 'turn:', 'turns:', 'stun://', 'http:', ''),
      fc.oneof(host, fc.string()),
      fc.constantFrom(
        '',
        ':53',
        ':0',
        ':99999',
        ':x',
        '?transport=udp',
        '?TRANSPORT=tcp',
        '?transport=tls',
        '/',
      ),
    )
    .map((parts) => parts.join('')),
  username: fc.oneof(fc.string(), fc.constant('x'.repeat(510)), fc.constant('')),
  credential: fc.string(),
});
