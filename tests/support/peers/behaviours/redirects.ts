import type { Behaviour, Exchange } from './behaviour.ts';

const all: readonly Exchange[] = ['whip', 'json', 'pipecat', 'fastrtc', 'openai'];

const redirects = (status: number, location: string): Behaviour['does'] => ({
  says: () => ({ status, headers: { Location: location } }),
});

const unseen: Behaviour['reads'] = {
  reason: 'server-moved-unseen',
  title: 'The server sends us on to another host',
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
