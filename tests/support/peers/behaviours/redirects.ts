import type { Behaviour, Exchange } from './behaviour.ts';

const all: readonly Exchange[] = ['whip', 'json', 'pipecat', 'fastrtc', 'openai'];

const redirects = (status: number, location: string): Behaviour['does'] => ({
  says: () => ({ status, headers: { Location: location } }),
});

const unseen: Behaviour['reads'] = {
  reason: 'server-moved-unseen',
  title: 'The server sends us on to an address that cannot be used',
  says: ['another host', 'in a circle'],
  neverSays: [/not answer/i, 'Nothing answers', 'edge.example', 's3cr3t'],
  causes: ['portal'],
  next: 'open-server',
};

/** Servers that answer the offer by a redirect. */
export const redirectBehaviours: readonly Behaviour[] = [
  {
    server: 'sends every offer on to another host, by 307',
    seen: 'load balancers of WHIP services (RFC 9725, section 4.5)',
    exchanges: all,
    token: 'a-token-of-the-user',
    does: redirects(307, 'https://edge.example/whip/s3cr3t'),
    reads: unseen,
    repeated: [],
  },
  {
    server: 'has moved to another host for good, and says so by 308',
    exchanges: ['whip', 'json'],
    does: redirects(308, '//edge.example:8443/whip?key=s3cr3t'),
    reads: unseen,
  },
  {
    server: 'sends every offer on to a page of another host, by 302',
    seen: 'networks that want a login first; single sign-on before a server',
    exchanges: ['whip', 'json'],
    does: redirects(302, 'https://edge.example/login'),
    reads: unseen,
  },
  {
    server: 'sends every offer in a circle, by 307',
    seen: 'proxies that add a slash which the server behind takes away',
    exchanges: ['whip', 'json'],
    does: { says: ({ path }) => ({ status: 307, headers: { Location: path } }) },
    reads: unseen,
    repeated: [],
  },
  {
    server: 'sends every offer on to something that is no address of the web',
    exchanges: ['whip'],
    does: redirects(302, 'mailto:admin@edge.example'),
    reads: unseen,
  },
  {
    server: 'sends every offer on to an address that is none',
    exchanges: ['whip'],
    does: redirects(308, 'https://[edge.example/whip'),
    reads: unseen,
  },
  {
    server: 'says that it has moved, and not where to',
    exchanges: ['whip', 'json'],
    does: { says: () => ({ status: 307 }) },
    reads: {
      reason: 'server-answer-invalid',
      title: 'The server’s answer makes no sense',
      neverSays: ['another host'],
      next: 'edit-profile',
    },
  },
  {
    server: 'keeps the session at another origin than the one that was asked',
    seen: 'services with a director before their media servers (RFC 9725, section 4.2)',
    exchanges: ['whip'],
    token: 'a-token-of-the-user',
    does: { location: 'elsewhere' },
    reads: 'live',
    logs: [{ kind: 'credentials-withheld' }],
    repeated: [],
  },
  {
    server: 'keeps the session at another origin, and was given no token',
    exchanges: ['whip'],
    does: { location: 'elsewhere' },
    reads: 'live',
    repeated: [],
  },
  {
    server: 'keeps the session at another port of its host, which the user has not allowed',
    seen: 'servers behind a proxy that know nothing of it, and name their own port',
    exchanges: ['whip'],
    token: 'a-token-of-the-user',
    does: { location: 'origin' },
    reads: 'live',
    logs: [{ kind: 'session-url-unused', why: 'unasked' }],
    asked: ['POST with'],
    leaves: 1,
  },
  {
    server: 'keeps the session at another port of its host, which the user has refused',
    exchanges: ['whip'],
    token: 'a-token-of-the-user',
    sessionUrls: 'same-origin',
    does: { location: 'origin' },
    reads: 'live',
    logs: [{ kind: 'session-url-unused', why: 'declined' }],
    asked: ['POST with'],
    leaves: 1,
  },
  {
    server:
      'keeps the session at another port of its host, which the user has allowed, and wants the token there',
    exchanges: ['whip'],
    token: 'a-token-of-the-user',
    sessionUrls: 'same-host',
    does: { location: 'origin', authorization: 'Bearer a-token-of-the-user' },
    reads: 'live',
    asked: ['POST with', 'DELETE'],
    repeated: [],
  },
  {
    server: 'keeps the session at the host of another profile',
    exchanges: ['whip'],
    token: 'a-token-of-the-user',
    otherHosts: ['localhost'],
    does: { location: 'elsewhere' },
    reads: 'live',
    logs: [{ kind: 'session-url-unused', why: 'granted-to-others' }],
    asked: ['POST with'],
    leaves: 1,
  },
  {
    server: 'sends the offer on within its own host, and takes none there',
    seen: 'servers whose path has changed, by a redirect that makes a browser ask by GET',
    exchanges: ['whip', 'json'],
    token: 'a-token-of-the-user',
    does: {
      says: ({ path }) =>
        path.startsWith('/new')
          ? { status: 405, body: 'Method Not Allowed' }
          : { status: 308, headers: { Location: '/new/whip?key=s3cr3t' } },
    },
    reads: {
      reason: 'server-moved',
      title: 'The address has moved',
      says: ['405'],
      neverSays: ['s3cr3t'],
      next: 'edit-profile',
    },
  },
  {
    server: 'answers the offer with half of a JSON text, and ends it as if it were whole',
    exchanges: ['json', 'pipecat', 'fastrtc'],
    does: {
      says: () => ({ status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"sdp":"v=0' }),
    },
    reads: {
      reason: 'server-answer-invalid',
      title: 'The server’s answer makes no sense',
      next: 'edit-profile',
    },
  },
  {
    server: 'ends the connection of every offer with a body, and answers all else',
    seen: 'proxies that cut requests whose content they do not know',
    exchanges: ['whip', 'json', 'openai'],
    token: 'a-token-of-the-user',
    does: { says: ({ body }) => (body === '' ? { status: 400, body: 'sdp is required' } : 'drop') },
    reads: {
      reason: 'server-unreachable',
      with: { why: 'dropped' },
      title: 'The server cannot be reached',
      says: ['The server is there'],
      neverSays: ['certificate'],
      next: 'start-again',
    },
  },
  {
    server: 'ends the connection without any answer',
    exchanges: ['whip', 'json'],
    does: { says: () => 'drop' },
    reads: {
      reason: 'server-unreachable',
      with: { why: 'dropped' },
      title: 'The server cannot be reached',
      says: ['The server is there'],
      next: 'start-again',
    },
  },
  {
    server: 'ends the connection in the middle of its answer',
    exchanges: ['whip', 'json'],
    does: { says: () => 'break off' },
    reads: {
      reason: 'server-unreachable',
      with: { why: 'broke-off' },
      title: 'The server cannot be reached',
      says: ['began to answer'],
      next: 'start-again',
    },
  },
];
