import type { Behaviour, Exchange } from './behaviour.ts';

const all: readonly Exchange[] = ['whip', 'json', 'openai'];

/** A refusal of every POST with this body. */
function refuses(status: number, body: unknown, headers: Record<string, string> = {}): Behaviour['does'] {
  const isText = typeof body === 'string';
  return {
    says: () => ({
      status,
      headers: { 'Content-Type': isText ? 'text/plain' : 'application/json', ...headers },
      body: isText ? body : JSON.stringify(body),
    }),
  };
}

/** Servers that answer the offer with a status outside 2xx. */
export const refusalBehaviours: readonly Behaviour[] = [
  {
    server: 'wants a token and got none',
    exchanges: all,
    does: refuses(401, '', { 'WWW-Authenticate': 'Bearer realm="studio"' }),
    reads: {
      reason: 'server-unauthorized',
      with: { token: 'none', said: 'Bearer realm="studio"' },
      title: 'The server asks for a token or key',
      causes: [],
      next: 'edit-profile',
    },
  },
  {
    server: 'does not know the token',
    exchanges: all,
    token: 'a-token-of-the-user',
    does: refuses(401, { error: { message: 'Incorrect API key provided: a-token-of-the-user.' } }),
    reads: {
      reason: 'server-unauthorized',
      with: { said: 'Incorrect API key provided: ….' },
      title: 'The server does not accept the credentials',
      says: ['401'],
      causes: ['token'],
      next: 'edit-profile',
    },
  },
  {
    server: 'cannot be asked with the token, which holds a zero-width space',
    exchanges: ['whip', 'json', 'openai'],
    token: 'a\u200Btoken',
    does: {},
    reads: {
      reason: 'token-unusable',
      title: 'The token or key cannot be sent',
      says: ['was not asked'],
      neverSays: ['401'],
      next: 'edit-profile',
    },
    asked: [],
  },
  {
    server: 'lets only some origins in, and says so by 403',
    seen: 'servers that check Origin against cross-site requests, such as Go’s and Node’s WebSocket stacks',
    exchanges: all,
    does: refuses(403, 'origin not allowed'),
    reads: {
      reason: 'server-forbidden',
      with: { token: 'none', said: 'origin not allowed' },
      title: 'The server refuses access',
      says: ['403', 'chrome-extension://'],
      neverSays: ['copied only in part', 'meant for something else'],
      causes: ['origin', 'no-token', 'one-sender'],
      next: 'edit-profile',
    },
  },
  {
    server: 'says by 429 that the account has no quota left',
    seen: 'OpenAI: insufficient_quota',
    exchanges: all,
    token: 'sk-test',
    does: refuses(429, {
      error: {
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      },
    }),
    reads: {
      reason: 'server-quota',
      with: { said: 'You exceeded your current quota, please check your plan and billing details.' },
      title: 'The account at the server has nothing left to use',
      says: ['429'],
      neverSays: ['503', /wait/i],
      next: 'edit-profile',
    },
  },
  {
    server: 'says by 401 that the account has no quota left',
    seen: 'ElevenLabs: quota_exceeded',
    exchanges: all,
    token: 'a-token',
    does: refuses(401, { detail: { status: 'quota_exceeded', message: 'This request exceeds your quota.' } }),
    reads: {
      reason: 'server-quota',
      with: { said: 'This request exceeds your quota.' },
      title: 'The account at the server has nothing left to use',
      says: ['401'],
      next: 'edit-profile',
    },
  },
  {
    server: 'limits the rate of requests',
    exchanges: all,
    does: refuses(429, { message: 'Too many requests' }, { 'Retry-After': '30' }),
    reads: {
      reason: 'server-overloaded',
      with: { status: 429, retryAfterMs: 30_000, said: 'Too many requests' },
      title: 'The server takes no session at the moment',
      says: ['429', '30 sec'],
      neverSays: ['503'],
      next: 'wait-and-start',
    },
  },
  {
    server: 'does not know the path',
    seen: 'MediaMTX',
    exchanges: ['whip', 'json'],
    does: refuses(404, { status: 'error', error: "path 'mic' is not configured" }),
    reads: {
      reason: 'server-not-found',
      with: { said: "path 'mic' is not configured" },
      title: 'The server cannot find what was requested',
      says: ['404', 'path'],
      next: 'edit-profile',
    },
  },
  {
    server: 'does not know the model',
    exchanges: ['openai'],
    token: 'ek_1',
    does: refuses(404, { error: { code: 'model_not_found', message: 'The model does not exist.' } }),
    reads: {
      reason: 'server-not-found',
      with: { said: 'The model does not exist.' },
      title: 'The server cannot find what was requested',
      says: ['model'],
      next: 'edit-profile',
    },
  },
  {
    server: 'finds a field missing (FastAPI)',
    exchanges: ['json'],
    does: refuses(422, { detail: [{ loc: ['body', 'sdp'], msg: 'Field required', type: 'missing' }] }),
    reads: {
      reason: 'server-refused',
      with: { status: 422, said: 'sdp: Field required' },
      title: 'The server refused the session',
      says: ['422'],
      next: 'edit-profile',
    },
  },
  {
    server: 'is behind a gateway that does not reach it',
    exchanges: all,
    does: refuses(502, '<html><head><title>502 Bad Gateway</title></head></html>'),
    reads: {
      reason: 'server-error',
      with: { status: 502, said: '502 Bad Gateway' },
      title: 'The server could not answer',
      causes: ['server-down'],
      next: 'wait-and-start',
    },
  },
  {
    server: 'is behind a network that wants a login first',
    exchanges: ['whip'],
    does: refuses(511, '<h1>Log in to the hotel network</h1>'),
    reads: {
      reason: 'server-error',
      with: { said: 'Log in to the hotel network' },
      title: 'The server could not answer',
      causes: ['portal'],
      next: 'wait-and-start',
    },
  },
  {
    server: 'answers 410',
    exchanges: all,
    does: { status: 410 },
    reads: { reason: 'server-gone', title: 'This address is no longer in use', next: 'edit-profile' },
    learned: {},
  },
  {
    server: 'answers 503 and asks to come back in half a minute',
    exchanges: all,
    does: { status: 503, retryAfter: '30' },
    reads: {
      reason: 'server-overloaded',
      with: { retryAfterMs: 30_000 },
      title: 'The server takes no session at the moment',
      says: ['503', '30 sec'],
      neverSays: ['429'],
      next: 'wait-and-start',
    },
    learned: {},
  },
  {
    server: 'may not be used where the user is, and says so by 451 in the title of a page alone',
    exchanges: all,
    does: refuses(451, '<html><head><title>Not available in your country</title></head><body></body></html>'),
    reads: {
      reason: 'server-refused',
      with: { status: 451, said: 'Not available in your country' },
      title: 'The server refused the session',
      says: ['451'],
      neverSays: [/wait/i],
      next: 'edit-profile',
    },
  },
  {
    server: 'wants a payment, and says so by 402 without a word',
    exchanges: all,
    token: 'a-token',
    does: refuses(402, ''),
    reads: {
      reason: 'server-quota',
      title: 'The account at the server has nothing left to use',
      says: ['402', 'payment'],
      neverSays: [/wait/i],
      next: 'edit-profile',
    },
  },
  {
    server: 'cannot be reached by its gateway over TLS, and says so by 526 on a page with scripts',
    seen: 'Cloudflare before a server whose certificate has expired',
    exchanges: all,
    does: refuses(526, '<html><script>let t = "key"</script><h1>Invalid SSL certificate</h1></html>'),
    reads: {
      reason: 'server-error',
      with: { status: 526, said: 'Invalid SSL certificate' },
      title: 'The server could not answer',
      says: ['526'],
      next: 'wait-and-start',
    },
  },
  {
    server: 'asks for several sign-ins, one of which it was sent, and says what is wrong with it',
    exchanges: all,
    token: 'a-token-of-the-user',
    does: refuses(401, '', {
      'WWW-Authenticate':
        'Negotiate, Basic realm="a, b", Bearer error="invalid_token", error_description="Not for this room"',
    }),
    reads: {
      reason: 'server-unauthorized',
      with: { said: 'Not for this room' },
      title: 'The server does not accept the credentials',
      says: ['401'],
      next: 'edit-profile',
    },
  },
  {
    server: 'answers 500 with bytes that are no text',
    exchanges: all,
    does: refuses(500, '\uFFFDKLJ\uFFFD'),
    reads: {
      reason: 'server-error',
      with: { status: 500 },
      title: 'The server could not answer',
      neverSays: ['KLJ'],
      next: 'wait-and-start',
    },
  },
  {
    server: 'takes the offer by 202, and answers it later',
    exchanges: all,
    does: refuses(202, { status: 'queued', id: 7 }),
    reads: {
      reason: 'server-answer-invalid',
      with: { said: 'queued' },
      title: 'The server’s answer makes no sense',
      next: 'edit-profile',
    },
  },
];
