import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { startAiortc, type AiortcConnection, type AiortcPeer } from '../support/peers/aiortc.ts';
import { parseSdpFragment } from '../support/peers/whip/sdp-fragment.ts';
import { startWrtcHost, type WrtcHost } from '../support/peers/wrtc-host.ts';
import { speechFile } from '../support/speech.ts';
import { readWav, type Wav } from '../support/wav.ts';

let speech: Wav;
let callers: WrtcHost;
let server: AiortcPeer;

beforeAll(async () => {
  speech = await readWav(await speechFile());
  [callers, server] = await Promise.all([startWrtcHost(), startAiortc({ concurrencyLimit: 2 })]);
});
afterAll(() => Promise.all([callers.stop(), server.stop()]));

describe('a call of plain offer and answer', () => {
  it('is heard word for word', async () => {
    const { peer, offer } = await callers.offer({ speech, gather: true, channels: ['chat'] });
    const { sdp } = await postJson(server.url, { sdp: offer, type: 'offer' });
    await peer.accept(sdp ?? '');
    await expect.poll(() => newest().then(({ connectionState }) => connectionState)).toBe('connected');
    await expect.poll(() => newest().then(({ channels }) => channels)).toEqual(['chat']);
    await peer.send('chat', 'ping 7');
    await expect.poll(() => peer.messages).toEqual([{ label: 'chat', text: 'pong 7' }]);
    await server.send('from the server');
    await expect.poll(() => peer.messages.at(-1)?.text).toBe('from the server');

    await hearSpeech(server.recording);
    const connection = await newest();
    expect(connection).toMatchObject({
      variant: 'aiortc',
      selectedRemote: { type: expect.any(String) as string },
    });
    expect(connection.packetsReceived).toBeGreaterThan(100);

    await server.close();
    await expect.poll(() => newest().then(({ states }) => states.at(-1))).toBe('closed');
    await peer.close();
  });
});

describe('the FastRTC variant', () => {
  it('connects by trickled candidates, and refuses more callers than it takes', async () => {
    const { peer, offer } = await callers.offer({ speech, gather: false, channels: ['text'] });
    const name = 'caller-1';
    const answer = await postJson(server.fastRtcUrl, { sdp: offer, type: 'offer', webrtc_id: name });
    await peer.accept(answer.sdp ?? '');
    for (const candidate of parseSdpFragment(await peer.gathered()).candidates) {
      const trickled = { type: 'ice-candidate', candidate, webrtc_id: name };
      expect(await postJson(server.fastRtcUrl, trickled)).toEqual({ status: 'success' });
    }
    await expect.poll(() => newest().then(({ connectionState }) => connectionState)).toBe('connected');
    await expect.poll(() => peer.channels).toEqual(['text']);
    await peer.send('text', 'handshake');
    await expect
      .poll(() => newest().then(({ messages }) => messages))
      .toEqual([{ label: 'text', text: 'handshake' }]);

    await postJson(server.fastRtcUrl, { sdp: offer, type: 'offer', webrtc_id: 'caller-2' });
    expect(await postJson(server.fastRtcUrl, { sdp: offer, type: 'offer', webrtc_id: 'caller-3' })).toEqual({
      status: 'failed',
      meta: { error: 'concurrency_limit_reached', limit: 2 },
    });
    await peer.close();
  });
});

describe('the Pipecat variant', () => {
  it('names the connection, takes candidates by PATCH and sees pings', async () => {
    const { peer, offer } = await callers.offer({ speech, gather: false, channels: ['chat'] });
    const answer = await postJson(server.pipecatUrl, {
      sdp: offer,
      type: 'offer',
      pc_id: null,
      restart_pc: false,
    });
    await peer.accept(answer.sdp ?? '');
    const { candidates } = parseSdpFragment(await peer.gathered());
    const body = {
      pc_id: answer.pc_id,
      candidates: candidates.map(({ candidate, sdpMid, sdpMLineIndex }) => ({
        candidate,
        sdp_mid: sdpMid,
        sdp_mline_index: sdpMLineIndex,
      })),
    };
    expect((await patchJson(server.pipecatUrl, body)).status).toBe(200);
    await expect.poll(() => peer.channels).toEqual(['chat']);
    await peer.send('chat', 'ping: 1000');
    await expect.poll(() => newest().then(({ pinged }) => pinged)).toBe(true);
    expect((await patchJson(server.pipecatUrl, { ...body, pc_id: 'nobody' })).status).toBe(404);
    await peer.close();
  });
});

it('an aiortc server with a token refuses requests without it', async () => {
  const guarded = await startAiortc({ bearerToken: 'secret' });
  const request = { method: 'POST', body: '{}' };
  expect((await fetch(guarded.url, request)).status).toBe(401);
  const wrong = { ...request, headers: { Authorization: 'Bearer guess' } };
  expect((await fetch(guarded.pipecatUrl, wrong)).status).toBe(401);
  await guarded.stop();
  expect(guarded.running()).toBe(false);
});

it('an aiortc server ends with the signal that it was given', async () => {
  const test = new AbortController();
  const short = await startAiortc({ signal: test.signal });
  test.abort();
  await expect.poll(() => short.running()).toBe(false);
});

interface Answer {
  readonly sdp?: string;
  readonly pc_id?: string;
}

async function postJson(url: string, body: object): Promise<Answer> {
  return (await (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).json()) as Answer;
}

function patchJson(url: string, body: object): Promise<Response> {
  return fetch(url, { method: 'PATCH', body: JSON.stringify(body) });
}

async function newest(): Promise<AiortcConnection> {
  const connection = (await server.status()).connections.at(-1);
  if (!connection) throw new Error('Nobody called yet.');
  return connection;
}
