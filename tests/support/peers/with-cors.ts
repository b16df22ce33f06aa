import type { Reply } from './http-server.ts';

/** Adds CORS headers to a reply, so that pages of any origin may read it. */
export function withCors(reply: Reply): Reply {
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': 'authorization, content-type, if-match',
      'Access-Control-Allow-Methods': 'POST, PATCH, DELETE, OPTIONS',
      'Access-Control-Expose-Headers': 'etag, link, location, retry-after',
    },
  };
}
