import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { DEFAULT_BEHAVIOUR, type WhipBehaviour } from '../support/peers/whip/options.ts';
import { formatSdpFragment, parseSdpFragment } from '../support/peers/whip/sdp-fragment.ts';
import { startWrtcHost, type RtcPeer, type WrtcHost } from '../support/peers/wrtc-host.ts';
import { speechFile } from '../support/speech.ts';
import { readWav, type Wav } from '../support/wav.ts';

let speech: Wav;
let callers: WrtcHost;
let server: WhipServer;
let opened: RtcPeer[] = [];

beforeAll(async () => {
  speech = await readWav(await speechFile());
  [callers, server] = await Promise.all([startWrtcHost(), startWhipServer()]);
});
beforeEach(() => void Object.assign(server.options, DEFAULT_BEHAVIOUR));
afterEach(async () => {
  await Promise.all(opened.map((peer) => peer.close()));
  opened = [];
  await Promise.all(server.sessions.filter((session) => session.alive()).map((session) => session.delete()));
});
afterAll(() => Promise.all([callers.stop(), server.stop()]));

describe('a publisher that gathers first', () => {
  it('is heard word for word, until it deletes its session', async () => {
    const { peer, location } = await publish();
    await expect.poll(() => peer.connectionState()).toBe('connected');
    await hearSpeech(server.recording);
    expect((await newest().stats()).packetsReceived).toBeGreaterThan(100);

    expect((await fetch(location, { method: 'DELETE' })).status).toBe(200);
    expect(newest().deletedAt()).toBeDefined();
    expect((await fetch(location, { method: 'DELETE' })).status).toBe(404);
  });

  it('speaks over a data channel too', async () => {
    const { peer } = await publish({ channels: ['keepalive'] });
    await expect.poll(() => peer.channels).toEqual(['keepalive']);
    await peer.send('keepalive', 'still here');
    await expect.poll(() => newest().messages).toEqual([{ label: 'keepalive', text: 'still here' }]);
  });
});

describe('a publisher that trickles', () => {
  it('connects by the candidates that it sends after the answer', async () => {
    const { peer, location, etag } = await publish({ gather: false });
    const candidates = formatSdpFragment(parseSdpFragment(await peer.gathered()));
    expect((await patch(location, candidates, { 'If-Match': etag })).status).toBe(204);
    await expect.poll(() => peer.connectionState()).toBe('connected');
  });

  it('restarts ICE and gets new credentials and a new tag', async () => {
    const { peer, location, etag, answer } = await publish();
    await expect.poll(() => peer.connectionState()).toBe('connected');
    const fragment = parseSdpFragment(await peer.reoffer());
    const response = await patch(location, formatSdpFragment(fragment), { 'If-Match': '*' });
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).not.toBe(etag);
    expect(parseSdpFragment(await response.text()).ufrag).not.toBe(parseSdpFragment(answer).ufrag);
    expect(newest().iceRestarts()).toBe(1);
  });

  it.each([
    ['405, 422, 501 as told', { patch: 405 }, {}, 405],
    ['428 without If-Match', {}, {}, 428],
    ['412 with another tag', {}, { 'If-Match': '"another"' }, 412],
    ['204 without If-Match where there are no tags', { etag: false }, {}, 204],
    ['415 with a wrong type', {}, { 'Content-Type': 'application/sdp' }, 415],
  ] as [string, Partial<WhipBehaviour>, Record<string, string>, number][])(
    'is answered %s',
    async (...row) => {
      const [, behaviour, headers, status] = row;
      Object.assign(server.options, behaviour);
      const { peer, location } = await publish({ gather: false });
      const candidates = formatSdpFragment(parseSdpFragment(await peer.gathered()));
      expect((await patch(location, candidates, headers)).status).toBe(status);
    },
  );
});

describe('a server told to', () => {
  it.each([
    ['want a token', { authorization: 'Bearer secret' }, 401],
    ['be forbidden', { status: 403 }, 403],
    ['be gone', { status: 410 }, 410],
    ['take no data channel', { dataChannel: 'answers 406' }, 406],
  ] as [string, Partial<WhipBehaviour>, number][])('%s refuses', async (_, behaviour, status) => {
    Object.assign(server.options, behaviour);
    expect((await post(server.url, await offer({ channels: ['data'] }))).status).toBe(status);
  });

  it('be overloaded says when to retry', async () => {
    Object.assign(server.options, { status: 503, retryAfter: '7' });
    const response = await post(server.url, await offer());
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
  });

  it('announce ICE servers quotes what needs quotes', async () => {
    server.options.iceServers = [
      {
        urls: ['turn:127.0.0.1:3478', 'turn:127.0.0.1:3478?transport=tcp'],
        username: 'a,"b"',
        credential: 'c\\d; e',
      },
    ];
    const link = (await post(server.url, await offer())).headers.get('link');
    const credentials = 'username="a,\\"b\\""; credential="c\\\\d; e"; credential-type="password"';
    expect(link).toBe(
      `<turn:127.0.0.1:3478>; rel="ice-server"; ${credentials}, ` +
        `<turn:127.0.0.1:3478?transport=tcp>; rel="ice-server"; ${credentials}`,
    );
  });

  it('have moved redirects once, and its Location is relative to where it moved', async () => {
    server.options.redirectTo = server.otherPath;
    const response = await post(server.url, await offer());
    expect(response.redirected).toBe(true);
    expect(new URL(response.headers.get('location') ?? '', response.url).pathname).toBe(newest().path);
  });

  it.each([409, 403, 400, 429] as const)(
    'take one publisher refuses the second by %i until the first is gone',
    async (busyStatus) => {
      Object.assign(server.options, { onePublisher: true, busyStatus });
      const { location } = await publish();
      expect((await post(server.url, await offer())).status).toBe(busyStatus);
      await fetch(location, { method: 'DELETE' });
      expect((await post(server.url, await offer())).status).toBe(201);
    },
  );

  it('never answer leaves the client waiting', async () => {
    server.options.answer = 'never';
    const known = server.requests.length;
    const patience = new AbortController();
    const waiting = fetch(server.url, { method: 'POST', signal: patience.signal });
    const gaveUp = expect(waiting).rejects.toThrow(/abort/);
    await expect.poll(() => server.requests.length).toBe(known + 1);
    patience.abort();
    await gaveUp;
    expect(server.requests.at(-1)).toMatchObject({ method: 'POST', path: '/whip' });
    expect(server.requests.at(-1)?.status).toBeUndefined();
  });

  it('answer nonsense answers 201 with it', async () => {
    server.options.answer = 'invalid';
    const response = await post(server.url, await offer());
    expect(response.status).toBe(201);
    expect(await response.text()).not.toContain('m=audio');
  });
});

it('the WHIP server refuses an offer that breaks RFC 9725, with the reason', async () => {
  const broken = (await offer())
    .replace('a=sendonly', 'a=recvonly')
    .replace('a=setup:actpass', 'a=setup:active');
  const response = await post(server.url, broken);
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(/Audio is not sent\..*actpass/);
});

it('a WHIP server that was killed is silent, and comes back on its port without earlier sessions', async () => {
  const { peer, location } = await publish();
  await expect.poll(() => peer.connectionState()).toBe('connected');
  await server.kill();
  await expect(fetch(server.url, { method: 'OPTIONS' })).rejects.toThrow();
  await server.revive();
  expect((await fetch(location, { method: 'DELETE' })).status).toBe(404);
  await publish();
  expect(newest().alive()).toBe(true);
});

type Offered = Partial<Parameters<WrtcHost['offer']>[0]>;

async function offer(request: Offered = {}): Promise<string> {
  const { peer, offer: sdp } = await callers.offer({ speech, gather: false, ...request });
  opened.push(peer);
  return sdp;
}

async function publish(request: Offered = {}) {
  const { peer, offer: sdp } = await callers.offer({ speech, gather: true, ...request });
  opened.push(peer);
  const response = await post(server.url, sdp);
  expect(response.status).toBe(201);
  const answer = await response.text();
  await peer.accept(answer);
  const location = new URL(response.headers.get('location') ?? '', response.url);
  return { peer, answer, location, etag: response.headers.get('etag') ?? '' };
}

function post(url: string, body: string): Promise<Response> {
  return fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/sdp' } });
}

function patch(url: URL, body: string, headers: Record<string, string>): Promise<Response> {
  const type = { 'Content-Type': 'application/trickle-ice-sdpfrag' };
  return fetch(url, { method: 'PATCH', body, headers: { ...type, ...headers } });
}

function newest() {
  const session = server.sessions.at(-1);
  if (!session) throw new Error('There is no session yet.');
  return session;
}
