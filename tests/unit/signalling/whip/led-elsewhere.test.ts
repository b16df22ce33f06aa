import fc from 'fast-check';
import { expect, it } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import type { Credentials } from '../../../../utils/domain/profiles/authorization.ts';
import type { HttpRequest } from '../../../../utils/signalling/http/http-request.ts';
import { createWhipSession } from '../../../../utils/signalling/whip/whip-session.ts';
import { unaborted } from '../signals.ts';

const host = fc.constantFrom(
  'media.example',
  'media.example:8443',
  'edge.example',
  '127.0.0.1:8889',
  '[::1]',
);
const scheme = fc.constantFrom('http', 'https');
const path = fc.constantFrom('/whip', '/session/1', '/', '/a/../b?x=1#y', '//edge.example/s', '/%2e%2e/');
const address = fc.tuple(scheme, host, path).map(([each, name, rest]) => `${each}://${name}${rest}`);
const location = fc.oneof(
  address,
  path,
  fc.tuple(scheme, host).map(([each, name]) => `${each}://user:pass@${name}/session`),
  host.map((name) => `//${name}/session`),
  fc.constantFrom(
    'session',
    '',
    '?id=1',
    '#x',
    'javascript:alert(1)',
    'ftp://media.example/',
    'https://',
    'HTTPS:/x',
  ),
  fc.string(),
);
const credentials = fc.constantFrom<Credentials>(
  { token: 'secret' },
  { token: 'secret', username: 'me' },
  { token: '' },
);

/** What a session asks once it has begun, changed its path and ended: the requests, and the origins that were told. */
async function play(given: {
  endpoint: string;
  answeredBy: string;
  location: string;
  credentials: Credentials;
}) {
  const requests: HttpRequest[] = [];
  const told: string[] = [];
  const open: string[] = [];
  const session = createWhipSession(
    {
      ...browserEdges,
      endpoint: given.endpoint,
      credentials: given.credentials,
      request(asked) {
        requests.push(asked);
        return Promise.reject(new TypeError('Failed to fetch'));
      },
      onWhipSession: (url) => open.push(url),
      onCredentialsWithheld: (origin) => told.push(origin),
    },
    {
      url: given.answeredBy,
      headers: { get: (name: string) => (name === 'location' ? given.location : null) } as Headers,
    },
  );
  await session.patch('', unaborted);
  await session.restart('', unaborted);
  return { requests, told, open };
}

it('wherever a server leads, TLS stays, no user name is sent, and credentials go to the profile’s own origin alone', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ endpoint: address, answeredBy: address, location, credentials }),
      async (given) => {
        const { requests, told, open } = await play(given);
        const own = new URL(given.endpoint).origin;
        const urls = new Set([...requests.map(({ url }) => url), ...open]);
        expect(urls.size).toBeLessThanOrEqual(1);
        for (const each of urls) {
          const url = new URL(each);
          expect([url.username, url.password]).toEqual(['', '']);
          expect(['http:', 'https:']).toContain(url.protocol);
          if (given.answeredBy.startsWith('https:')) expect(url.protocol).toBe('https:');
        }
        const elsewhere = [...urls].map((each) => new URL(each).origin).filter((origin) => origin !== own);
        for (const request of requests) {
          const isOwn = new URL(request.url).origin === own;
          expect(request.credentials).toEqual(isOwn ? given.credentials : { token: '' });
        }
        // The log is told of what stays behind, and of nothing else.
        expect(told).toEqual(given.credentials.token === '' ? [] : elsewhere);
      },
    ),
    { numRuns: 2000 },
  );
});
