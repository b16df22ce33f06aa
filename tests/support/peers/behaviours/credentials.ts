import type { Behaviour, Exchange } from './behaviour.ts';

const all: readonly Exchange[] = ['whip', 'json', 'pipecat', 'fastrtc', 'openai'];
const some: readonly Exchange[] = ['whip', 'json', 'openai'];

/** A server that lets nobody in but who sends this `Authorization`; every request is looked at, PATCH and DELETE too. */
const wants = (authorization: string, challenge = 'Basic realm="studio"'): Behaviour['does'] => ({
  authorization,
  challenge,
});

/** Servers that want a user name and a password (HTTP Basic, RFC 7617), or a token and nothing else. */
export const credentialBehaviours: readonly Behaviour[] = [
  {
    server: 'wants a user name and a password, and gets them',
    seen: 'MediaMTX with internal users; nginx with auth_basic',
    exchanges: all,
    username: 'Aladdin',
    token: 'open sesame',
    does: wants('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='),
    reads: 'live',
    repeated: [],
  },
  {
    server: 'wants a user name and a password in letters of any script',
    exchanges: some,
    username: 'mikrofón',
    token: 'パス：ワード',
    does: wants(
      `Basic ${Buffer.from('mikrofón:パス：ワード').toString('base64')}`,
      'Basic realm="studio", charset="UTF-8"',
    ),
    reads: 'live',
  },
  {
    server: 'wants a user name and a password, and gets nothing',
    exchanges: ['whip', 'json'],
    does: wants('Basic eDp5'),
    reads: {
      reason: 'server-unauthorized',
      with: { token: 'none', asks: 'basic' },
      title: 'The server asks for a user name and a password',
      says: ['401', 'no user name'],
      causes: [],
      next: 'edit-profile',
    },
  },
  {
    server: 'wants a user name and a password, and gets a token',
    exchanges: some,
    token: 'a-token-of-the-user',
    does: wants('Basic eDp5'),
    reads: {
      reason: 'server-unauthorized',
      with: { asks: 'basic' },
      title: 'The server asks for a user name and a password',
      neverSays: ['copied only in part'],
      causes: [],
      next: 'edit-profile',
    },
  },
  {
    server: 'does not know the user name or the password',
    exchanges: some,
    username: 'speaker',
    token: 'not-the-password',
    does: wants('Basic eDp5'),
    reads: {
      reason: 'server-unauthorized',
      with: { token: 'basic' },
      title: 'The server does not accept the credentials',
      says: ['user name and password'],
      neverSays: ['The token was'],
      causes: [],
      next: 'edit-profile',
    },
  },
  {
    server: 'wants a token, and gets a user name and a password',
    exchanges: some,
    username: 'speaker',
    token: 'a-token-of-the-user',
    does: wants('Bearer a-token-of-the-user', 'Bearer realm="studio"'),
    reads: {
      reason: 'server-unauthorized',
      with: { token: 'basic', asks: 'bearer' },
      title: 'The server asks for a token, not for a user name',
      causes: [],
      next: 'edit-profile',
    },
  },
  {
    server: 'repeats in its refusal what it was sent',
    exchanges: some,
    username: 'speaker',
    token: 'opensesame',
    does: {
      says: ({ headers }) => ({
        status: 401,
        headers: { 'WWW-Authenticate': 'Basic realm="studio"' },
        body: `speaker (opensesame) by ${headers['authorization'] ?? ''} is unknown`,
      }),
    },
    reads: {
      reason: 'server-unauthorized',
      with: { token: 'basic', said: '… (…) by Basic … is unknown' },
      title: 'The server does not accept the credentials',
      next: 'edit-profile',
    },
  },
];
