import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { FailureError } from '../../../../utils/domain/failure/failure.ts';
import {
  createRequest,
  longestBody,
  type HttpRequest,
} from '../../../../utils/signalling/http/http-request.ts';
import { type Answer, createFakeServer, reply } from '../fake-server.ts';
import { rejection, unaborted } from '../signals.ts';

const url = 'https://media.example/whip';
const now = Date.parse('2026-11-22T10:00:00Z');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(answer: Answer, request: Partial<HttpRequest> = {}) {
  const server = createFakeServer(() => answer);
  const send = createRequest({ ...browserEdges, fetch: server.fetch, now: () => now });
  return { server, done: send({ method: 'POST', url, signal: unaborted, ...request }) };
}

async function failureOf(answer: Answer, request: Partial<HttpRequest> = {}) {
  const error = await rejection(start(answer, request).done);
  return error instanceof FailureError ? error.failure : error;
}

describe('a request', () => {
  it.each([
    ['POST', 20_000],
    ['GET', 8000],
    ['PATCH', 8000],
  ] as const)('by %s has the time that it is given: %i ms', async (method, ms) => {
    const { fetch } = createFakeServer(() => 'never');
    let isOver = false;
    const asked = createRequest({ ...browserEdges, fetch, postDeadlineMs: 20_000 })({
      method,
      url: 'https://media.example/',
      signal: unaborted,
    });
    const failed = rejection(asked).finally(() => (isOver = true));
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failed).toMatchObject({ failure: { reason: 'server-timeout' } });
  });

  it('follows redirects and carries no cookies, no referrer and nothing from a cache', async () => {
    const { server, done } = start(reply(200));
    await done;
    expect(server.requests[0]?.init).toMatchObject({
      redirect: 'follow',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
  });

  it.each([
    ['a token', 'abc', 'Bearer abc'],
    ['a token pasted with blanks', ' abc\n', 'Bearer abc'],
    ['a token pasted with its scheme', 'Bearer abc', 'Bearer abc'],
    ['a token pasted with its header', 'authorization: bearer  abc', 'Bearer abc'],
    ['a token pasted with its scheme and a colon', 'Bearer: abc', 'Bearer abc'],
    ['a token pasted with its scheme twice', 'Bearer Bearer abc', 'Bearer abc'],
    ['a token pasted in quotes with its scheme', 'Bearer "abc"', 'Bearer abc'],
    ['a token pasted as an argument of curl', '-H "Authorization: Bearer abc"', 'Bearer abc'],
    ['a token pasted as a member of JSON', '"Authorization": "Bearer abc",', 'Bearer abc'],
    ['a token pasted with a byte order mark', '\uFEFFabc', 'Bearer abc'],
    ['a token in quotes, which may be its own', '"abc"', 'Bearer "abc"'],
    ['a token that only begins like its scheme', 'bearerabc', 'Bearer bearerabc'],
    ['the scheme alone', 'Bearer ', null],
    ['an empty token', '', null],
    ['a token of blanks', '  ', null],
  ])('with %s has the right Authorization', async (_, token, expected) => {
    const { server, done } = start(reply(200), { credentials: { token } });
    await done;
    expect(server.requests[0]?.headers.get('authorization')).toBe(expected);
  });

  it.each([
    // The two examples of RFC 7617, section 2 and 2.1.
    ['Aladdin', 'open sesame', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='],
    ['test', '123£', 'Basic dGVzdDoxMjPCow=='],
    ['me', '', 'Basic bWU6'],
    ['me', ' a: blank at each end ', `Basic ${btoa('me: a: blank at each end ')}`],
    ['me', 'Bearer of news', `Basic ${btoa('me:Bearer of news')}`],
    ['u\u0308ser', '秘密', 'Basic w7xzZXI656eY5a+G'],
  ])('with the user name %s and the password %j is HTTP Basic', async (username, token, expected) => {
    const { server, done } = start(reply(200), { credentials: { token, username } });
    await done;
    expect(server.requests[0]?.headers.get('authorization')).toBe(expected);
    expect(server.requests[0]?.url).toBe(url);
  });

  it('has no part of a user name and a password in what its server says of it', async () => {
    const body = 'alice with opensesame (YWxpY2U6b3BlbnNlc2FtZQ==) is not known';
    const failure = await failureOf(reply(401, { body }), {
      credentials: { username: 'alice', token: 'opensesame' },
    });
    expect(failure).toMatchObject({ said: '… with … (…) is not known' });
  });

  it('without a token has no Authorization', async () => {
    const { server, done } = start(reply(200));
    await done;
    expect(server.requests[0]?.headers.has('authorization')).toBe(false);
  });

  it.each([
    ['full-width letters', 'ａｂｃ'],
    ['a soft hyphen', 'ab\u00ADc'],
    ['a blank that does not break', 'ab\u00A0c'],
    ['a control character', 'ab\u0085c'],
    ['a line break', 'ab\nc'],
    ['a zero-width space', 'abc\u200B'],
  ])('with %s in the token says so, and is not sent', async (_, token) => {
    const { server, done } = start(reply(200), { credentials: { token } });
    expect(await rejection(done)).toMatchObject({ failure: { reason: 'token-unusable' } });
    expect(server.requests).toEqual([]);
  });

  it('gives status, headers, text and the URL that answered', async () => {
    const answer = reply(201, { body: 'v=0', headers: { etag: '"a"' }, url: 'https://media.example/other' });
    const { status, headers, text, url: answeredBy } = await start(answer).done;
    expect([status, headers.get('etag'), text, answeredBy]).toEqual([
      201,
      '"a"',
      'v=0',
      'https://media.example/other',
    ]);
  });

  it('reads text that comes in pieces cut inside a letter', async () => {
    const bytes = new TextEncoder().encode('接続');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, 2));
        controller.enqueue(bytes.slice(2));
        controller.close();
      },
    });
    expect((await start(reply(200, { body })).done).text).toBe('接続');
  });
});

describe('a response outside 2xx', () => {
  it.each([
    [301, { reason: 'server-answer-invalid' }],
    [400, { reason: 'server-refused', status: 400 }],
    [401, { reason: 'server-unauthorized', token: 'none' }],
    [403, { reason: 'server-forbidden', token: 'none' }],
    [404, { reason: 'server-not-found' }],
    [405, { reason: 'server-refused', status: 405 }],
    [406, { reason: 'server-refused', status: 406 }],
    [409, { reason: 'server-busy' }],
    [410, { reason: 'server-gone' }],
    [415, { reason: 'server-refused', status: 415 }],
    [422, { reason: 'server-refused', status: 422 }],
    [429, { reason: 'server-overloaded', retryAfterMs: null, status: 429 }],
    [500, { reason: 'server-error', status: 500 }],
    [501, { reason: 'server-refused', status: 501 }],
    [502, { reason: 'server-error', status: 502 }],
    [503, { reason: 'server-overloaded', retryAfterMs: null, status: 503 }],
    [504, { reason: 'server-error', status: 504 }],
    [505, { reason: 'server-refused', status: 505 }],
    [506, { reason: 'server-refused', status: 506 }],
    [508, { reason: 'server-refused', status: 508 }],
    [510, { reason: 'server-refused', status: 510 }],
    [511, { reason: 'server-error', status: 511 }],
    [521, { reason: 'server-error', status: 521 }],
  ])('%i is its own failure', async (status, failure) => {
    expect(await failureOf(reply(status))).toEqual(failure);
  });

  it.each([
    [503, '30', 30_000],
    [429, 'Sun, 22 Nov 2026 10:01:00 GMT', 60_000],
    [503, 'later', null],
  ])('%i with Retry-After %s says how long to wait', async (status, retryAfter, retryAfterMs) => {
    const answer = reply(status, { headers: { 'retry-after': retryAfter } });
    expect(await failureOf(answer)).toEqual({ reason: 'server-overloaded', retryAfterMs, status });
  });

  it('401 after a redirect to another origin names that origin, where the token was not sent', async () => {
    const answer = reply(401, { url: 'https://edge.example:8443/whip' });
    expect(await failureOf(answer, { credentials: { token: 'abc' } })).toEqual({
      reason: 'server-redirected',
      origin: 'https://edge.example:8443',
      to: 'https://edge.example:8443/whip',
      kept: 'path',
    });
  });

  it('401 after a redirect within the origin is unauthorized', async () => {
    const answer = reply(401, { url: 'https://media.example/moved' });
    expect(await failureOf(answer, { credentials: { token: 'abc' } })).toEqual({
      reason: 'server-unauthorized',
    });
  });

  it.each([
    ['https://eu.media.example/whip', 'https://eu.media.example/whip'],
    [
      'https://eu.media.example/live/s3cr3t/whip?key=abc#top',
      'https://eu.media.example/<hidden>/<hidden>/whip?<hidden>',
    ],
    ['https://eu.media.example/0f8fad5b', 'https://eu.media.example/<hidden>'],
  ])('404 after a redirect to %s names %s, without what may be a key', async (url, to) => {
    expect(await failureOf(reply(404, { url }))).toMatchObject({ reason: 'server-moved', to, status: 404 });
  });

  it('comes back as it is where the caller judges it', async () => {
    const { done } = start(reply(405, { body: 'no' }), { judges: (status) => status === 405 });
    expect(await done).toMatchObject({ status: 405, text: 'no' });
  });
});

describe('a request that gets no response', () => {
  it('fails as unreachable where the network does', async () => {
    expect(await failureOf(new TypeError('Failed to fetch'))).toEqual({
      reason: 'server-unreachable',
      secure: true,
    });
  });

  it('fails as unreachable where the connection breaks inside the body', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.error(new TypeError('network error')),
    });
    expect(await failureOf(reply(200, { body }))).toEqual({ reason: 'server-unreachable', why: 'broke-off' });
  });

  it('lets anything else through, since it is a bug', async () => {
    const bug = new RangeError('bug');
    expect(await rejection(start(bug).done)).toBe(bug);
  });

  it.each([
    ['headers', 'never'],
    ['the end of the body', reply(200, { body: new ReadableStream<Uint8Array>() })],
  ] as const)('times out after 8 s without %s', async (_, answer) => {
    const failed = failureOf(answer);
    await vi.advanceTimersByTimeAsync(7999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failed).toEqual({ reason: 'server-timeout' });
  });

  it('times out after the deadline it was given', async () => {
    const failed = failureOf('never', { deadlineMs: 50 });
    await vi.advanceTimersByTimeAsync(50);
    expect(await failed).toEqual({ reason: 'server-timeout' });
  });

  it('leaves no timer behind', async () => {
    await start(reply(200)).done;
    await failureOf(reply(500));
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an aborted request', () => {
  it('rejects with the reason, not with a failure', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const { done, server } = start('never', { signal: controller.signal });
    controller.abort(reason);
    expect(await rejection(done)).toBe(reason);
    expect(server.requests[0]?.init.signal?.aborted).toBe(true);
  });

  it('is no network failure, though the network may fail at the same time', async () => {
    const controller = new AbortController();
    const failing = Promise.withResolvers<Response>();
    const send = createRequest({ ...browserEdges, fetch: () => failing.promise, now: () => now });
    const failed = rejection(send({ method: 'POST', url, signal: controller.signal }));
    const reason = new Error('stopped');
    failing.reject(new TypeError('Failed to fetch'));
    controller.abort(reason);
    expect(await failed).toBe(reason);
  });

  it('is not sent at all when it was aborted before', async () => {
    const { done, server } = start(reply(200), { signal: AbortSignal.abort() });
    await rejection(done);
    expect(server.requests).toEqual([]);
  });
});

describe('a body that is too long', () => {
  const longest = 'x'.repeat(longestBody);
  const tooLong = `${longest}x`;

  it('is one beyond 256 kB', async () => {
    expect((await start(reply(200, { body: longest })).done).text.length).toBe(256 * 1024);
    expect(await failureOf(reply(200, { body: tooLong }))).toEqual({ reason: 'server-answer-invalid' });
  });

  it('is read no further than that, though it never ends', async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    expect(await failureOf(reply(200, { body }))).toEqual({ reason: 'server-answer-invalid' });
    expect(pulled).toBeLessThan(10);
  });

  it('costs no answer whose head is all that matters', async () => {
    const request: Partial<HttpRequest> = { overlongBody: 'is-left-out' };
    expect(await start(reply(200, { body: tooLong }), request).done).toMatchObject({ status: 200, text: '' });
  });

  it('hides no status that is judged', async () => {
    const { done } = start(reply(401, { body: tooLong }), { judges: () => true });
    expect(await done).toMatchObject({ status: 401, text: '' });
  });
});

it('waits no longer than a second for the body of a refusal, which is then given up', async () => {
  const cancel = vi.fn();
  const failed = failureOf(reply(500, { body: new ReadableStream<Uint8Array>({ cancel }) }));
  await vi.advanceTimersByTimeAsync(999);
  expect(cancel).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await failed).toMatchObject({ reason: 'server-error' });
  expect(cancel).toHaveBeenCalledOnce();
});
