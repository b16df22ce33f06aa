import fc from 'fast-check';
import { expect, it } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import type { Credentials } from '../../../../utils/domain/profiles/authorization.ts';
import { sessionUrlChoices } from '../../../../utils/domain/profiles/profile-kinds.ts';
import { hostPermission } from '../../../../utils/domain/profiles/server-url.ts';
import type { HttpRequest } from '../../../../utils/signalling/http/http-request.ts';
import { createWhipSession } from '../../../../utils/signalling/whip/whip-session.ts';
import { unaborted } from '../signals.ts';

const host = fc.constantFrom(
  'media.example',
  'media.example:8443',
  'media.example.',
  'edge.example',
  'edge.example.:8443',
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
  sessionUrls: (typeof sessionUrlChoices)[number] | undefined;
  granted: readonly string[];
}) {
  const requests: HttpRequest[] = [];
  const told: string[] = [];
  const unused: string[] = [];
  const open: string[] = [];
  const session = createWhipSession(
    {
      ...browserEdges,
      profile: { url: given.endpoint, sessionUrls: given.sessionUrls, ...given.credentials },
      granted: given.granted,
      request(asked) {
        requests.push(asked);
        return Promise.reject(new TypeError('Failed to fetch'));
      },
      onWhipSession: (url) => open.push(url),
      onSessionUrlUnused: (origin, why) => unused.push(`${why} ${origin}`),
      onCredentialsWithheld: (origin) => told.push(origin),
    },
    {
      url: given.answeredBy,
      headers: { get: (name: string) => (name === 'location' ? given.location : null) } as Headers,
    },
  );
  await session.patch('', unaborted);
  await session.restart('', unaborted);
  return { requests, told, open, unused };
}

const withoutDot = (hostname: string) => hostname.replace(/\.$/, '');

it('wherever a server leads, TLS stays, no user name is sent, and nothing is asked with rights that were given for something else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        endpoint: address,
        answeredBy: address,
        location,
        credentials,
        sessionUrls: fc.constantFrom(undefined, ...sessionUrlChoices),
        granted: fc.array(address.map((each) => hostPermission(each.replace('.example.', '.example')))),
      }),
      async (given) => {
        const { requests, told, open, unused } = await play(given);
        const own = new URL(given.endpoint);
        const urls = new Set([...requests.map(({ url }) => url), ...open]);
        expect(urls.size).toBeLessThanOrEqual(1);
        for (const each of urls) {
          const url = new URL(each);
          expect([url.username, url.password]).toEqual(['', '']);
          expect(['http:', 'https:']).toContain(url.protocol);
          for (const before of [given.answeredBy, given.endpoint])
            if (before.startsWith('https:')) expect(url.protocol).toBe('https:');
          const isOwnHost = withoutDot(url.hostname) === withoutDot(own.hostname);
          // The user was asked, or the extension has no more rights there than a web page.
          if (url.origin !== own.origin && isOwnHost) expect(given.sessionUrls).toBe('same-host');
          if (!isOwnHost)
            expect(given.granted).not.toContain(
              hostPermission(`${url.protocol}//${withoutDot(url.hostname)}/`),
            );
        }
        const mayHave = ({ origin, hostname }: URL) =>
          origin === own.origin ||
          (given.sessionUrls === 'same-host' && withoutDot(hostname) === withoutDot(own.hostname));
        const elsewhere = [...urls].map((each) => new URL(each)).filter((url) => !mayHave(url));
        for (const { url, credentials: sent } of requests) {
          const { token, username } = mayHave(new URL(url)) ? given.credentials : { token: '' };
          expect([sent?.token, sent?.username]).toEqual([token, username]);
        }
        // The log is told of what stays behind, and of nothing else.
        expect(told).toEqual(given.credentials.token === '' ? [] : elsewhere.map(({ origin }) => origin));
        expect(unused.length + urls.size).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 2000 },
  );
});
