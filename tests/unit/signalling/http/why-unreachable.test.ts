import { describe, expect, it } from 'vitest';
import { restrictedPorts } from '../../../../utils/signalling/http/restricted-port.ts';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { whyUnreachable } from '../../../../utils/signalling/http/why-unreachable.ts';
import { createFakeServer, type Answer } from '../fake-server.ts';
import { unaborted } from '../signals.ts';

const refused = new TypeError('Failed to fetch');

/** A response as a page sees one of this type. */
const answerOf = (type: ResponseType) =>
  Object.defineProperty<Response>(new Response(null), 'type', { value: type });

/**
 * Asks about an offer that came to nothing. The server answers the question without an offer (`manual`), and those for its head
 * that may be read (`head`) or not (`hidden`).
 */
function ask(
  url: string,
  {
    manual = refused,
    head = refused,
    hidden = refused,
  }: Partial<Record<'manual' | 'head' | 'hidden', Answer>> = {},
  { began = false, asks = true } = {},
) {
  const { fetch, requests } = createFakeServer(({ init }) => {
    if (init.method === 'POST') return manual;
    return init.mode === 'no-cors' ? hidden : head;
  });
  const init = {
    method: 'POST',
    headers: { authorization: 'Bearer secret', 'content-type': 'application/sdp' },
    body: 'v=0',
    signal: unaborted,
  };
  return { requests, why: whyUnreachable({ url, init, began, asks }, { fetch, ...browserEdges }) };
}

describe('a request that came to nothing', () => {
  it.each([
    ['where nothing answers', 'http://media.example/whip', {}, { reason: 'server-unreachable' }],
    [
      'where nothing answers that the browser takes over TLS',
      'https://media.example/whip',
      {},
      { reason: 'server-unreachable', secure: true },
    ],
    [
      'where the server sends on to another host',
      'https://media.example/whip',
      { manual: answerOf('opaqueredirect') },
      { reason: 'server-moved-unseen' },
    ],
    [
      'where the page may not read what the server answers',
      'https://media.example:8443/whip',
      { hidden: answerOf('opaque') },
      { reason: 'server-permission-needed', origin: 'https://media.example:8443' },
    ],
    [
      'where the server answers anything but the offer',
      'https://media.example/whip',
      { head: answerOf('basic'), hidden: answerOf('basic') },
      { reason: 'server-unreachable', why: 'dropped' },
    ],
    [
      'where the server sends all but the offer on to another host, which it may not read',
      'https://media.example/whip',
      { head: answerOf('opaqueredirect'), hidden: answerOf('opaque') },
      { reason: 'server-unreachable', why: 'dropped' },
    ],
    [
      'where the server lets every page read its head',
      'https://media.example/whip',
      { head: answerOf('cors'), hidden: answerOf('opaque') },
      { reason: 'server-unreachable', why: 'dropped' },
    ],
    [
      'at the port of another protocol, whatever answers there',
      'https://media.example:25/whip',
      { head: answerOf('basic') },
      { reason: 'server-unreachable', why: 'restricted-port' },
    ],
    [
      'at a port of another protocol',
      'http://media.example:6000/whip',
      {},
      { reason: 'server-unreachable', why: 'restricted-port' },
    ],
  ] as const)('is told as what is known, %s', async (_, url, server, failure) => {
    expect(await ask(url, server).why).toEqual(failure);
  });

  it('is told as broken off where an answer had begun, without a question', async () => {
    const { why, requests } = ask('https://media.example/', {}, { began: true });
    expect(await why).toEqual({ reason: 'server-unreachable', why: 'broke-off' });
    expect(requests).toEqual([]);
  });

  it('asks nothing while a session recovers', async () => {
    const { why, requests } = ask('https://media.example/', {}, { asks: false });
    expect(await why).toEqual({ reason: 'server-unreachable', secure: true });
    expect(requests).toEqual([]);
  });

  it('asks without the offer, and for the head without the token', async () => {
    const { why, requests } = ask('https://media.example/');
    await why;
    expect(requests.map(({ method, body }) => [method, body])).toEqual([
      ['POST', ''],
      ['HEAD', ''],
      ['HEAD', ''],
    ]);
    expect(requests.map(({ headers }) => headers.has('authorization'))).toEqual([true, false, false]);
  });

  it('is never found to be at a restricted port where that is the usual one of its scheme', async () => {
    expect([80, 443, 8080, 8443, 8889].filter((port) => restrictedPorts.has(port))).toEqual([]);
    expect(await ask('http://media.example:80/').why).toEqual({ reason: 'server-unreachable' });
  });
});
