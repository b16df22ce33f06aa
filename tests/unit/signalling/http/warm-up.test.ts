import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createRequest } from '../../../../utils/signalling/http/http-request.ts';
import { createWarmUp } from '../../../../utils/signalling/http/warm-up.ts';
import { createFakeServer, reply, type Answer, type SeenRequest } from '../fake-server.ts';
import { unaborted } from '../signals.ts';

function setUp(answer: (request: SeenRequest) => Answer) {
  const server = createFakeServer(answer);
  const request = createRequest({ ...browserEdges, fetch: server.fetch });
  return { server, warmUp: createWarmUp(request, 'https://media.example/whip') };
}

describe('a warm-up', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([204, 401, 404, 405, 500])('counts %i as an answer', async (status) => {
    const { server, warmUp } = setUp(() => reply(status));
    expect(await warmUp(unaborted)).toBe(true);
    expect(await warmUp(unaborted)).toBe(true);
    expect(await warmUp(unaborted)).toBe(true);
    expect(server.lines()).toEqual(['OPTIONS /whip', 'OPTIONS /whip', 'OPTIONS /whip']);
  });

  it('counts a page of any length as an answer', async () => {
    const { warmUp } = setUp(() => reply(200, { body: 'x'.repeat(300_000) }));
    expect(await warmUp(unaborted)).toBe(true);
  });

  it('finds a server that answers no OPTIONS, by a POST without a body and without credentials', async () => {
    const { server, warmUp } = setUp(({ method }) => (method === 'OPTIONS' ? 'never' : reply(400)));
    const answers = [warmUp(unaborted), warmUp(unaborted), warmUp(unaborted)];
    await vi.advanceTimersByTimeAsync(3000);
    expect(await Promise.all(answers)).toEqual([false, false, true]);
    expect(server.lines()).toEqual(['OPTIONS /whip', 'OPTIONS /whip', 'POST /whip']);
    expect(server.requests[2]?.body).toBe('');
    expect([...(server.requests[2]?.headers ?? [])]).toEqual([]);
  });

  it('is no answer where there is none by either', async () => {
    const { server, warmUp } = setUp(() => new TypeError('Failed to fetch'));
    for (let asked = 0; asked < 6; asked += 1) expect(await warmUp(unaborted)).toBe(false);
    expect(server.requests.map(({ method }) => method)).toEqual([
      'OPTIONS',
      'OPTIONS',
      'POST',
      'OPTIONS',
      'OPTIONS',
      'POST',
    ]);
  });
});
