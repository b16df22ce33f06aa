import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Failure } from '../../../../utils/domain/failure/failure.ts';
import { proposedAddress } from '../../../../utils/domain/failure/proposed-address.ts';

const current = 'https://media.example/live/k3y/whip?room=1';
const redirected = (to: string, kept?: 'path'): Failure => ({
  reason: 'server-redirected',
  origin: URL.canParse(to) ? new URL(to).origin : '',
  to,
  ...(kept && { kept }),
});
const moved = (to: string, status: number, kept?: 'path'): Failure => ({
  reason: 'server-moved',
  to,
  status,
  ...(kept && { kept }),
});

it.each<[string, Failure, string | null]>([
  ['another host', redirected('https://edge.example/whip'), 'https://edge.example/whip'],
  [
    'another port with the path that was asked',
    redirected('https://media.example:8443/<hidden>/<hidden>/whip?<hidden>', 'path'),
    'https://media.example:8443/live/k3y/whip?room=1',
  ],
  ['an address of which a part is hidden', redirected('https://edge.example/<hidden>/whip'), null],
  ['an address without TLS', redirected('http://media.example/whip'), null],
  ['an address without TLS, with the path that was asked', redirected('http://media.example/', 'path'), null],
  ['an address with a user name', redirected('https://me:pass@edge.example/whip'), null],
  ['an address that is none', redirected('edge'), null],
  ['a script', redirected('javascript:alert(1)'), null],
  ['a destination of an older log', { reason: 'server-redirected', origin: 'https://edge.example' }, null],
  ['an address that lost the offer', moved('https://media.example/whip', 405), 'https://media.example/whip'],
  ['a page of a network that wants a login', moved('https://login.example/', 200), null],
  ['no redirect', { reason: 'server-not-found' }, null],
])('after a redirect is proposed in whole or not at all: %s', (_, failure, proposed) => {
  expect(proposedAddress(failure, current)).toBe(proposed);
});

it('never gives TLS up, and never proposes what is hidden, a user name or another scheme, wherever a server sends', () => {
  const url = fc.oneof(
    fc.webUrl({ withQueryParameters: true, validSchemes: ['http', 'https', 'ftp', 'ws'] }),
    fc.string(),
    fc.constantFrom('https://a:b@c/', 'https://a/<hidden>', '//x', 'HTTP://UPPER.example/'),
  );
  fc.assert(
    fc.property(url, fc.constantFrom('path' as const, undefined), fc.webUrl(), (to, kept, asked) => {
      const proposed = proposedAddress(redirected(to, kept), asked);
      if (proposed === null) return;
      const { protocol, username, password } = new URL(proposed);
      expect([username, password]).toEqual(['', '']);
      expect(['http:', 'https:']).toContain(protocol);
      if (asked.startsWith('https:')) expect(protocol).toBe('https:');
      expect(proposed).not.toContain('<hidden>');
    }),
  );
});
