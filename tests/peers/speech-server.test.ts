import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSpeechServer, type SpeechServer } from '../support/peers/speech-server.ts';
import { startWrtcHost, type WrtcHost } from '../support/peers/wrtc-host.ts';
import { DIGITS, digitsFile } from '../support/speech.ts';
import { readWav } from '../support/wav.ts';

interface Text {
  readonly type: string;
  readonly text: string;
  readonly final: boolean;
  readonly start: number;
  readonly end: number;
  readonly id: string;
}

let server: SpeechServer;
let callers: WrtcHost;
const words = [...new Set(DIGITS)];

beforeAll(async () => {
  [server, callers] = await Promise.all([startSpeechServer({ words, bearerToken: 'key' }), startWrtcHost()]);
});
afterAll(() => Promise.all([server.stop(), callers.stop()]));

describe('live speech', () => {
  it.each([
    { channels: ['text'], as: "the client's channel text" },
    { channels: ['other'], as: 'a channel that the server opens' },
  ])('comes back as text on $as, in order and timed', async ({ channels }) => {
    const speech = await readWav(await digitsFile());
    const { peer, offer } = await callers.offer({ speech, gather: true, channels });
    const answer = await fetch(server.url, {
      method: 'POST',
      headers: { Authorization: 'Bearer key' },
      body: JSON.stringify({ sdp: offer, type: 'offer' }),
    });
    await peer.accept(((await answer.json()) as { sdp: string }).sdp);
    const texts = () =>
      peer.messages.filter(({ label }) => label === 'text').map(({ text }) => JSON.parse(text) as Text);
    const finals = () => texts().filter(({ final }) => final);
    await expect.poll(() => finals().length, { timeout: 60_000 }).toBeGreaterThanOrEqual(5);
    await peer.close();

    const heard = finals();
    const said = heard.map(({ text }) => text).join(' ');
    // The first word may have begun before the connection stood; the file goes round and round.
    expect(`${DIGITS.join(' ')} ${DIGITS.join(' ')}`).toContain(said.split(' ').slice(1).join(' '));
    expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length);
    const times = heard.flatMap(({ start, end }) => [start, end]);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    const interim = texts().filter(({ final }) => !final);
    expect(interim.length).toBeGreaterThan(0);
    expect(heard.map(({ id }) => id)).toContain(interim[0]?.id);
    expect(texts().every(({ type }) => type === 'transcript')).toBe(true);
  });
});

describe('the batch endpoint', () => {
  it('reads a file word for word, with the times of its segments', async () => {
    const answer = await transcribe({ file: await spoken(), response_format: 'verbose_json' });
    expect(answer.status).toBe(200);
    const { text, segments } = (await answer.json()) as { text: string; segments: Text[] };
    expect(text).toBe(DIGITS.join(' '));
    expect(segments.map((segment) => segment.text)).toEqual(DIGITS);
    const times = segments.flatMap(({ start, end }) => [start, end]);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times.at(-1)).toBeLessThan(18);
  });

  it('answers with the text alone unless asked for more', async () => {
    const answer = await transcribe({ file: await spoken() });
    expect(await answer.json()).toEqual({ text: DIGITS.join(' ') });
  });

  it.each([
    ['no file', {}, 400],
    ['a file that is no sound', { file: new Blob(['<html>']) }, 400],
    ['an unknown form', { file: new Blob(['']), response_format: 'srt' }, 400],
  ] as const)('refuses %s', async (_, fields, status) => {
    const answer = await transcribe(fields);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { message: expect.any(String) as string } });
  });

  it('asks for the token', async () => {
    expect((await fetch(server.batchUrl, { method: 'POST', body: new FormData() })).status).toBe(401);
  });
});

async function spoken(): Promise<Blob> {
  return new Blob([await readFile(await digitsFile())], { type: 'audio/wav' });
}

function transcribe(fields: Readonly<Record<string, string | Blob>>): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') body.append(name, value);
    else body.append(name, value, 'speech.wav');
  }
  return fetch(server.batchUrl, { method: 'POST', headers: { Authorization: 'Bearer key' }, body });
}
