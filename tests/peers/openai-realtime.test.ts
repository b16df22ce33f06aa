import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { startOpenAiRealtime, type OpenAiRealtime } from '../support/peers/openai-realtime.ts';
import { startWrtcHost, type RtcPeer, type WrtcHost } from '../support/peers/wrtc-host.ts';
import { speechFile } from '../support/speech.ts';
import { readWav, type Wav } from '../support/wav.ts';

let speech: Wav;
let callers: WrtcHost;
let server: OpenAiRealtime;

beforeAll(async () => {
  speech = await readWav(await speechFile());
  [callers, server] = await Promise.all([startWrtcHost(), startOpenAiRealtime()]);
});
afterAll(() => Promise.all([callers.stop(), server.stop()]));

it('the OpenAI stand-in hears a call with a minted secret and answers with transcription events', async () => {
  const askedAt = Date.now();
  const minted = await mint(server.apiKey, {
    session: { type: 'transcription' },
    expires_after: { seconds: 60 },
  });
  expect(minted.status).toBe(200);
  const secret = (await minted.json()) as { value: string; expires_at: number };
  expect(secret.value).toMatch(/^ek_/);
  expect(secret.expires_at).toBeGreaterThanOrEqual(Math.floor(askedAt / 1000) + 60);
  expect(secret.expires_at).toBeLessThanOrEqual(Date.now() / 1000 + 60);

  const { peer, response } = await call(server.callsUrl, secret.value);
  expect(response.status).toBe(201);
  expect(response.headers.get('location')).toMatch(/\/v1\/realtime\/calls\/rtc_/);
  await expect.poll(() => eventTypes(peer)[0]).toBe('session.created');
  const completed = 'conversation.item.input_audio_transcription.completed';
  await expect.poll(() => eventTypes(peer)).toContain(completed);
  expect(eventTypes(peer)).toEqual(
    expect.arrayContaining([
      'input_audio_buffer.speech_started',
      'conversation.item.input_audio_transcription.delta',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
    ]),
  );
  const events = peer.messages.map(({ text }) => JSON.parse(text) as Record<string, string>);
  const end = events.find(({ type }) => type === completed);
  const deltas = events.filter(
    ({ delta, item_id: item }) => delta !== undefined && item === end?.['item_id'],
  );
  expect(end?.['transcript']).toBe(deltas.map(({ delta }) => delta).join(''));

  await hearSpeech(server.recording);

  await server.expireSession();
  await expect.poll(() => peer.messages.some(({ text }) => text.includes('session_expired'))).toBe(true);
});

it('the OpenAI stand-in of the older shape takes an offer without a secret and names no call', async () => {
  const { response } = await call(server.oldShapeUrl);
  expect(response.status).toBe(200);
  expect(response.headers.get('location')).toBeNull();
});

describe('the OpenAI stand-in answers 401 in JSON to', () => {
  it.each([
    ['a call with a secret that has expired', () => call(server.callsUrl, server.mintSecret(0)), /expired/],
    ['a call with no secret', () => call(server.callsUrl), /Incorrect API key/],
    ['a call with a secret nobody minted', () => call(server.callsUrl, 'ek_made_up'), /Incorrect API key/],
  ])('%s', async (_, attempt, words) => {
    const { response, body } = await attempt();
    expect(response.status).toBe(401);
    expect(JSON.parse(body)).toMatchObject({ error: { message: expect.stringMatching(words) as string } });
  });

  it('a request for a secret with another key', async () => {
    expect((await mint('sk-stranger', {})).status).toBe(401);
  });
});

function mint(key: string, body: object): Promise<Response> {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  return fetch(server.clientSecretsUrl, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function call(
  url: string,
  secret?: string,
): Promise<{ peer: RtcPeer; response: Response; body: string }> {
  const { peer, offer } = await callers.offer({ speech, gather: true, channels: ['oai-events'] });
  const authorization: Record<string, string> =
    secret === undefined ? {} : { Authorization: `Bearer ${secret}` };
  const headers = { 'Content-Type': 'application/sdp', ...authorization };
  const response = await fetch(url, { method: 'POST', headers, body: offer });
  const body = await response.text();
  if (response.ok) await peer.accept(body);
  return { peer, response, body };
}

function eventTypes(peer: RtcPeer): string[] {
  return peer.messages.map(({ text }) => (JSON.parse(text) as { type: string }).type);
}
