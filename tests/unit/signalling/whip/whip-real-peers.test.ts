import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { parseSdpFragment, withIceOf } from '../../../support/peers/whip/sdp-fragment.ts';
import { createWhip } from '../../../../utils/signalling/whip/whip.ts';
import { createFakeServer, reply } from '../fake-server.ts';
import { createRealPeers } from '../real-peers.ts';
import { unaborted } from '../signals.ts';

const peers = createRealPeers();
afterEach(() => peers.closeAll());

/** A WHIP server of libwebrtc behind a fake fetch. */
function setUp({ patchStatus = 204, learned = {}, finish = (sdp: string) => sdp } = {}) {
  const offers: string[] = [];
  const candidates: string[] = [];
  const serverPeers: RTCPeerConnection[] = [];
  const server = createFakeServer(async ({ method, body, headers }) => {
    if (method === 'DELETE') {
      serverPeers.at(-1)?.close();
      return reply(200);
    }
    if (method === 'PATCH') {
      if (patchStatus !== 204) return reply(patchStatus);
      if (headers.get('if-match') === '*') {
        const offer = withIceOf(offers.at(-1) ?? '', parseSdpFragment(body));
        const part = await peers.answerAgain(serverPeers.at(-1), offer);
        return reply(200, { body: part, headers: { etag: '"f"' } });
      }
      for (const [line] of body.matchAll(/(?<=^a=)candidate:.*$/gm)) {
        candidates.push(line);
        await serverPeers.at(-1)?.addIceCandidate({ candidate: line, sdpMid: '0', sdpMLineIndex: 0 });
      }
      return reply(204);
    }
    offers.push(body);
    const { peer, sdp } = await peers.answer(body);
    serverPeers.push(peer);
    return reply(201, { body: finish(sdp), headers: { location: '/session', etag: '"e"' } });
  });
  const signalling = createWhip(
    { url: 'https://media.example/whip', token: '' },
    {
      ...browserEdges,
      fetch: server.fetch,
      learned,
      onLearned: () => undefined,
      onIceServerLeftOut: () => undefined,
      onWhipSession: () => undefined,
      granted: [],
      onSessionUrlUnused: () => undefined,
    },
  );
  return { server, signalling, offers, candidates, serverPeers };
}

const isConnected = (peer: RTCPeerConnection | undefined) =>
  vi.waitFor(() => expect(peer?.connectionState).toBe('connected'), 5000);

it.each([
  ['nothing', {}],
  ['that the server announces no ICE servers', { announcesNoIceServers: true } as const],
])(
  'a WHIP session connects by trickling, knowing %s, with an offer that holds no candidates',
  async (_, learned) => {
    const { signalling, offers, candidates, serverPeers, server } = setUp({ learned });
    const sender = peers.createSender();
    const session = await signalling.negotiate(sender, unaborted);
    await isConnected(sender);
    await isConnected(serverPeers[0]);
    expect(offers[0]).not.toContain('a=candidate:');
    expect(candidates.length).toBeGreaterThan(0);
    await session.end();
    expect(server.lines().at(-1)).toBe('DELETE /session');
  },
);

it('a WHIP session uses a second connection, fully gathered, where trickling is refused', async () => {
  const { signalling, offers, serverPeers, server } = setUp({ patchStatus: 405 });
  const session = await signalling.negotiate(peers.createSender(), unaborted);
  await session.candidatesRefused;
  await session.end();
  const sender = peers.createSender();
  await signalling.negotiate(sender, unaborted);
  await isConnected(sender);
  await isConnected(serverPeers[1]);
  expect(offers[1]).toContain('a=candidate:');
  expect(server.lines()).toEqual(['POST /whip', 'PATCH /session', 'DELETE /session', 'POST /whip']);
});

it('a WHIP session takes an answer without the end of its last line', async () => {
  const { signalling, serverPeers } = setUp({ finish: (sdp) => sdp.trimEnd() });
  await signalling.negotiate(peers.createSender(), unaborted);
  await isConnected(serverPeers[0]);
});

describe('an ICE restart', () => {
  const ufrags = ({ currentLocalDescription, currentRemoteDescription }: RTCPeerConnection) =>
    [currentLocalDescription, currentRemoteDescription].map(
      (each) => /^a=ice-ufrag:(.*)$/m.exec(each?.sdp ?? '')?.[1],
    );

  it('gives both sides new credentials and goes on with the same connection', async () => {
    const { signalling, serverPeers, server } = setUp();
    const sender = peers.createSender();
    const session = await signalling.negotiate(sender, unaborted);
    await isConnected(sender);
    const before = ufrags(sender);
    expect(await session.iceRestart?.perform()).toBe(true);
    for (const [index, ufrag] of ufrags(sender).entries()) expect(ufrag).not.toBe(before[index]);
    expect(ufrags(sender)).toEqual(ufrags(serverPeers[0] ?? sender).toReversed());
    await isConnected(sender);
    await isConnected(serverPeers[0]);
    expect(serverPeers).toHaveLength(1);
    expect(await session.iceRestart?.perform()).toBe(true);
    await isConnected(serverPeers[0]);
    await session.end();
    expect(server.lines().filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });
});
