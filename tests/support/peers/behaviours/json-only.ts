import type { Behaviour } from './behaviour.ts';

/** Servers at OpenAI's kind of address that do not read an offer as it is. */
export const jsonOnlyBehaviours: readonly Behaviour[] = [
  {
    server: 'takes an offer in JSON alone',
    exchanges: ['openai'],
    does: {
      says: ({ headers }) =>
        headers['content-type'] === 'application/json'
          ? undefined
          : { status: 400, body: '{"error":{"message":"sdp is required"}}' },
    },
    token: 'ek_ready',
    reads: 'live',
    asked: ['POST with', 'POST with', 'DELETE'],
    repeated: [],
  },
];
