import type { Behaviour, Exchange } from './behaviour.ts';

const all: readonly Exchange[] = ['whip', 'json', 'openai'];

/** Servers that answer the offer with a status outside 2xx. */
export const refusalBehaviours: readonly Behaviour[] = [
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
      title: 'The server is overloaded',
      says: ['503', '30 sec'],
      next: 'wait-and-start',
    },
    learned: {},
  },
];
