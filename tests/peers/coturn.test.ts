import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCoturn, type Coturn } from '../support/peers/coturn.ts';
import { startAiortc, type AiortcPeer } from '../support/peers/aiortc.ts';
import { startWrtcHost, type WrtcHost } from '../support/peers/wrtc-host.ts';
import { speechFile } from '../support/speech.ts';
import { readWav, type Wav } from '../support/wav.ts';

let speech: Wav;
let callers: WrtcHost;
let turn: Coturn;
let server: AiortcPeer;

beforeAll(async () => {
  speech = await readWav(await speechFile());
  [callers, turn, server] = await Promise.all([startWrtcHost(), startCoturn(), startAiortc()]);
});
afterAll(() => Promise.all([callers.stop(), turn.stop(), server.stop()]));

it.each(['udp', 'tcp'] as const)('a relay-only caller is heard through TURN over %s', async (transport) => {
  const before = turn.allocations();
  const { username, credential } = turn;
  const { peer, offer } = await callers.offer({
    speech,
    gather: true,
    iceServers: [{ urls: turn.turnUrl(transport), username, credential }],
    iceTransportPolicy: 'relay',
  });
  expect(new Set(offer.match(/typ \w+/g))).toEqual(new Set(['typ relay']));
  const answer = (await (
    await fetch(server.url, { method: 'POST', body: JSON.stringify({ sdp: offer, type: 'offer' }) })
  ).json()) as { sdp: string };
  await peer.accept(answer.sdp);
  await expect.poll(async () => (await newest())?.packetsReceived).toBeGreaterThan(50);
  expect((await newest())?.selectedRemote?.type).toBe('relay');
  expect((await peer.stats()).localCandidateType).toBe('relay');
  expect(turn.allocations()).toBeGreaterThan(before);
  await peer.close();
});

it('coturn gives no relay for a wrong password, and counts the refusal', async () => {
  const [allocations, refusals] = [turn.allocations(), turn.refusals()];
  const iceServers = [{ urls: turn.turnUrl(), username: turn.username, credential: 'wrong' }];
  const { peer, offer } = await callers.offer({
    speech,
    gather: true,
    iceServers,
    iceTransportPolicy: 'relay',
  });
  expect(offer).not.toContain('typ relay');
  await expect.poll(() => turn.refusals()).toBeGreaterThan(refusals);
  expect(turn.allocations()).toBe(allocations);
  await peer.close();
});

it('coturn answers and counts STUN bindings', async () => {
  const before = turn.bindings();
  const { peer } = await callers.offer({ speech, gather: true, iceServers: [{ urls: turn.stunUrl }] });
  await expect.poll(() => turn.bindings()).toBeGreaterThan(before);
  await peer.close();
});

it('TURN REST credentials work until they expire', async () => {
  const rest = await startCoturn({ authSecret: 'shared' });
  const relayed = async (expiresAt: number) => {
    const iceServers = [{ urls: rest.turnUrl(), ...rest.restCredentials(expiresAt) }];
    const { peer, offer } = await callers.offer({
      speech,
      gather: true,
      iceServers,
      iceTransportPolicy: 'relay',
    });
    await peer.close();
    return offer.includes('typ relay');
  };
  expect(await relayed(Date.now() + 60_000)).toBe(true);
  expect(await relayed(Date.now() - 60_000)).toBe(false);
  await rest.stop();
});

async function newest() {
  return (await server.status()).connections.at(-1);
}
