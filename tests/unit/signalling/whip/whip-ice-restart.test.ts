import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import type { LearnedFacts } from '../../../../utils/domain/profiles/learned-facts.ts';
import { createWhip } from '../../../../utils/signalling/whip/whip.ts';
import { createFakeServer, reply, type Answer, type SeenRequest } from '../fake-server.ts';
import { FakePeerConnection } from '../fake-peer-connection.ts';
import { answerSdp, candidateLine, lines } from '../sdp.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const serverPart = lines(
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=mid:0',
  'a=ice-ufrag:srv2',
  'a=ice-pwd:4Ae+Nn/brQ0pQhS1L0v8mWnC',
  `a=${candidateLine(4711)}`,
);
const restarted = () => reply(200, { body: serverPart, headers: { etag: '"2"' } });
const settle = () => vi.advanceTimersByTimeAsync(0);

interface Setup {
  learned?: LearnedFacts;
  onRestart?: (request: SeenRequest) => Answer;
}

/** A session that trickled its candidates; PATCHes with the new credentials are answered by `onRestart`. */
async function setUp({ learned = {}, onRestart = restarted }: Setup = {}) {
  const server = createFakeServer((request) => {
    if (request.method === 'POST') {
      return reply(201, { body: answerSdp, headers: { location: '/session/1', etag: '"1"' } });
    }
    if (request.method !== 'PATCH') return reply(200);
    const isRestart = request.headers.get('if-match') === '*';
    return isRestart ? onRestart(request) : reply(204);
  });
  const facts: LearnedFacts[] = [];
  const signalling = createWhip(
    { url: 'https://media.example/whip', token: 'secret' },
    {
      ...browserEdges,
      fetch: server.fetch,
      learned,
      onLearned: (each) => facts.push(each),
      onIceServerLeftOut: () => undefined,
      onWhipSession: () => undefined,
      granted: [],
      onSessionUrlUnused: () => undefined,
    },
  );
  const peerConnection = new FakePeerConnection();
  peerConnection.onLocalDescription = () =>
    queueMicrotask(() => {
      peerConnection.find();
      peerConnection.finishGathering();
    });
  const closing = new AbortController();
  const session = await signalling.negotiate(peerConnection.asReal(), closing.signal);
  await settle();
  peerConnection.calls.length = 0;
  server.requests.length = 0;
  facts.length = 0;
  peerConnection.onLocalDescription = () =>
    queueMicrotask(() => peerConnection.find({ port: 1, ufrag: 'ReSt' }));
  const { iceRestart } = session;
  if (!iceRestart) throw new Error('WHIP can restart ICE');
  return { server, facts, peerConnection, closing, session, iceRestart };
}

describe('an ICE restart', () => {
  it('goes out as a fragment with new credentials and candidates, for whatever path the server knows by now', async () => {
    const { server, iceRestart, peerConnection } = await setUp();
    expect(iceRestart.isPossible()).toBe(true);
    expect(await iceRestart.perform()).toBe(true);
    const [patch] = server.requests;
    expect(server.lines()).toEqual(['PATCH /session/1']);
    expect(patch?.headers.get('if-match')).toBe('*');
    expect(patch?.headers.get('content-type')).toBe('application/trickle-ice-sdpfrag');
    expect(patch?.headers.get('authorization')).toBe('Bearer secret');
    expect(patch?.body).toContain('a=ice-ufrag:ReSt\r\na=ice-pwd:8qW0PTlkYgtJc6xRjNbR2mZs\r\n');
    expect(patch?.body).toContain(' 1 typ host');
    expect(peerConnection.calls).toEqual([
      'createOffer iceRestart',
      'setLocalDescription',
      'setRemoteDescription',
    ]);
  });

  it('takes the server’s part into its last answer, and the next restart begins from that', async () => {
    const { iceRestart, peerConnection } = await setUp();
    await iceRestart.perform();
    const sdp = peerConnection.remoteDescription?.sdp ?? '';
    expect(sdp).toContain('a=ice-ufrag:srv2\r\na=ice-pwd:4Ae+Nn/brQ0pQhS1L0v8mWnC\r\n');
    expect(sdp).toContain(' 4711 typ host');
    expect(sdp).toContain('a=ice-lite\r\n');
    expect(await iceRestart.perform()).toBe(true);
    expect(peerConnection.remoteDescription?.sdp?.match(/ 4711 typ host/g)).toHaveLength(1);
  });

  it('holds back what is found meanwhile, then sends it with the new entity tag; what belongs to the old path stays', async () => {
    const answer = Promise.withResolvers<Response>();
    const { server, iceRestart, peerConnection } = await setUp({ onRestart: () => answer.promise });
    const restarting = iceRestart.perform();
    await settle();
    peerConnection.find({ port: 2, ufrag: 'ReSt' });
    peerConnection.find({ port: 3, ufrag: 'EsAw' });
    await settle();
    expect(server.requests).toHaveLength(1);
    answer.resolve(restarted());
    expect(await restarting).toBe(true);
    await settle();
    expect(server.requests.map(({ headers }) => headers.get('if-match'))).toEqual(['*', '"2"']);
    expect(server.requests[1]?.body.match(/ \d+ typ host/g)).toEqual([' 2 typ host']);
  });

  it('waits for its candidates, half a second at most, where none can follow', async () => {
    const { server, iceRestart, peerConnection } = await setUp({ learned: { trickleRefused: true } });
    const restarting = iceRestart.perform();
    await settle();
    peerConnection.find({ port: 2, ufrag: 'ReSt' });
    await vi.advanceTimersByTimeAsync(499);
    expect(server.requests).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await restarting).toBe(true);
    peerConnection.find({ port: 3, ufrag: 'ReSt' });
    await settle();
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.body.match(/ \d+ typ host/g)).toEqual([' 1 typ host', ' 2 typ host']);
  });
});

describe('an ICE restart that comes to nothing', () => {
  it.each([
    ['405', () => reply(405), true],
    ['422', () => reply(422), true],
    ['501', () => reply(501), true],
    ['204, as to a candidate', () => reply(204), true],
    ['200 without a word', () => reply(200), true],
    ['500', () => reply(500), false],
    ['403', () => reply(403), false],
    ['no network', () => new TypeError('Failed to fetch'), false],
  ])('on %s leaves the old path as it was; a refusal is remembered', async (_, onRestart, isRemembered) => {
    const { iceRestart, peerConnection, facts } = await setUp({ onRestart });
    expect(await iceRestart.perform()).toBe(false);
    expect(peerConnection.calls.at(-1)).toBe('rollback');
    expect(facts).toEqual(isRemembered ? [{ announcesNoIceServers: true, iceRestartRefused: true }] : []);
    expect(iceRestart.isPossible()).toBe(!isRemembered);
  });

  it.each([404, 410, 412])(
    'on %i is not tried again in this session, and may be in the next',
    async (status) => {
      const { iceRestart, facts } = await setUp({ onRestart: () => reply(status) });
      expect(await iceRestart.perform()).toBe(false);
      expect(iceRestart.isPossible()).toBe(false);
      expect(facts).toEqual([]);
    },
  );

  it('is not even tried where it was refused before', async () => {
    const { iceRestart } = await setUp({ learned: { iceRestartRefused: true } });
    expect(iceRestart.isPossible()).toBe(false);
  });

  it('is given up after some seconds without an answer', async () => {
    const { iceRestart, peerConnection } = await setUp({ onRestart: () => 'never' });
    const restarting = iceRestart.perform();
    await vi.advanceTimersByTimeAsync(3000);
    expect(await restarting).toBe(false);
    expect(peerConnection.calls.at(-1)).toBe('rollback');
  });

  it.each(['createOffer', 'setLocalDescription', 'setRemoteDescription'] as const)(
    'is given up where %s never comes back',
    async (hanging) => {
      const { iceRestart, peerConnection } = await setUp();
      peerConnection.hanging = hanging;
      const restarting = iceRestart.perform();
      await vi.advanceTimersByTimeAsync(5000);
      expect(await restarting).toBe(false);
    },
  );

  it('rolls back where the browser cannot take the server’s part', async () => {
    const { iceRestart, peerConnection } = await setUp();
    peerConnection.failing = 'setRemoteDescription';
    expect(await iceRestart.perform()).toBe(false);
    expect(peerConnection.calls.at(-1)).toBe('rollback');
  });

  it('ends with its session, and leaves nothing behind', async () => {
    const { server, iceRestart, peerConnection, session, closing } = await setUp({
      onRestart: () => 'never',
    });
    const restarting = iceRestart.perform();
    await settle();
    closing.abort();
    await session.end();
    expect(await restarting).toBe(false);
    peerConnection.find({ port: 2, ufrag: 'ReSt' });
    await settle();
    expect(server.lines()).toEqual(['PATCH /session/1', 'DELETE /session/1']);
    expect(peerConnection.listening).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
