import { describe, expect, it } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { fetchTurnCredentials } from '../../../../utils/signalling/http/fetch-turn-credentials.ts';
import { probeServer } from '../../../../utils/signalling/http/probe-server.ts';

const signal = new AbortController().signal;
const url = 'https://speech.example/path';

interface Sent {
  method: string;
  headers: Headers;
  body: unknown;
}

/** A server that answers by method, and records the requests. */
function server(answers: Record<string, () => Response>) {
  const sent: Sent[] = [];
  const fetch = ((_url: string, init: RequestInit) => {
    const method = init.method ?? 'GET';
    sent.push({ method, headers: new Headers(init.headers), body: init.body });
    const answer = answers[method];
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('Failed to fetch'));
  }) as unknown as typeof globalThis.fetch;
  return { deps: { ...browserEdges, fetch }, sent };
}

const lacks = (...fields: string[]) =>
  Response.json(
    { detail: fields.map((field) => ({ loc: ['body', field], msg: 'Field required' })) },
    { status: 422 },
  );

describe('a server that is asked what it is', () => {
  it.each<[string, Record<string, () => Response>, unknown]>([
    [
      'is WHIP when it takes SDP',
      { OPTIONS: () => new Response(null, { headers: { 'accept-post': 'application/sdp' } }) },
      { kind: 'whip' },
    ],
    [
      'is WHIP when it announces ICE servers',
      { OPTIONS: () => new Response(null, { headers: { link: '<stun:stun.example>; rel="ice-server"' } }) },
      { kind: 'whip' },
    ],
    [
      'is WHIP when it refuses JSON',
      { OPTIONS: () => new Response(null), POST: () => new Response('', { status: 415 }) },
      { kind: 'whip' },
    ],
    [
      'is FastRTC when it misses a webrtc_id',
      { OPTIONS: () => new Response(null, { status: 405 }), POST: () => lacks('sdp', 'webrtc_id') },
      { kind: 'json-offer', variant: 'fastrtc' },
    ],
    [
      'is Pipecat when it misses an sdp',
      { OPTIONS: () => new Response(null, { status: 405 }), POST: () => lacks('sdp', 'type') },
      { kind: 'json-offer', variant: 'pipecat' },
    ],
    [
      'remains open when it only fails',
      {
        OPTIONS: () => new Response(null, { status: 405 }),
        POST: () => new Response('oops', { status: 500 }),
      },
      null,
    ],
  ])('%s', async (_name, answers, result) => {
    const { deps, sent } = server(answers);
    await expect(probeServer(url, signal, deps)).resolves.toEqual(result);
    expect(sent.some(({ headers }) => headers.has('authorization'))).toBe(false);
    expect(sent.map(({ body }) => body).filter(Boolean)).toEqual(sent.length > 1 ? ['{}'] : []);
  });

  it.each<[string, Record<string, () => Response>, string]>([
    [
      'nothing is there',
      { OPTIONS: () => new Response(null), POST: () => new Response('', { status: 404 }) },
      'server-not-found',
    ],
    ['nobody answers', {}, 'server-unreachable'],
  ])('fails where %s', async (_name, answers, reason) => {
    const { deps } = server(answers);
    await expect(probeServer(url, signal, deps)).rejects.toMatchObject({ failure: { reason } });
  });
});

describe('a TURN REST service', () => {
  it('is asked once, and its servers are given', async () => {
    const { deps, sent } = server({
      GET: () => Response.json({ username: 'me', password: 'secret', uris: ['turn:relay.example'] }),
    });
    await expect(fetchTurnCredentials(url, signal, deps)).resolves.toEqual({
      servers: [{ url: 'turn:relay.example', username: 'me', credential: 'secret' }],
      leftOut: [],
    });
    expect(sent.map(({ method }) => method)).toEqual(['GET']);
  });

  it.each([() => Response.json({}), () => new Response('<html>')])(
    'that answers something else fails',
    async (GET) => {
      await expect(fetchTurnCredentials(url, signal, server({ GET }).deps)).rejects.toMatchObject({
        failure: { reason: 'server-answer-invalid' },
      });
    },
  );
});
