import { afterAll, beforeAll, expect, it } from 'vitest';
import { browserEdges } from '../../utils/async/edges.ts';
import { FailureError } from '../../utils/domain/failure/failure.ts';
import { createRequest } from '../../utils/signalling/http/http-request.ts';
import { transcribe, type SoundFile } from '../../utils/signalling/batch/transcribe.ts';
import { askedOf, batchBehaviours, batchFields } from '../support/peers/behaviours/batch.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { DEFAULT_BEHAVIOUR } from '../support/peers/whip/options.ts';

let server: WhipServer;
beforeAll(async () => {
  server = await startWhipServer();
});
afterAll(() => server.stop());

const request = createRequest({ ...browserEdges, fetch });
const sound: SoundFile = { seconds: 3, wav: () => new Blob(['RIFF']), ogg: () => new Blob(['OggS']) };
const { signal } = new AbortController();

function endpoint(more: { token?: string; language?: string } = {}) {
  return {
    url: `${server.origin}/v1/audio/transcriptions`,
    token: '',
    model: 'whisper-1',
    language: '',
    ...more,
  };
}

it.each(batchBehaviours.map((row) => [row.server, row] as const))('a server that %s', async (_, row) => {
  Object.assign(server.options, DEFAULT_BEHAVIOUR, row.does);
  const before = server.requests.length;
  const read = await transcribe(endpoint(), sound, request, signal).catch((error: unknown) => error);
  if (Array.isArray(row.reads)) {
    expect(read).toEqual({ pieces: row.reads, ...(row.language && { language: row.language }) });
  } else {
    expect(read).toBeInstanceOf(FailureError);
    expect((read as FailureError).failure).toMatchObject(row.reads);
  }
  const posts = server.requests.slice(before).filter(({ method }) => method === 'POST');
  expect(posts.map(askedOf)).toEqual(row.asked ?? ['verbose_json wav']);
});

it('every row says something else of the server', () => {
  const names = batchBehaviours.map((row) => row.server);
  expect(new Set(names).size).toBe(names.length);
});

it('the request has the model, and key and language where the profile has them', async () => {
  Object.assign(server.options, DEFAULT_BEHAVIOUR, {
    says: () => ({ status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"text":"ja"}' }),
  });
  await transcribe(endpoint({ token: 'Bearer key', language: 'de' }), sound, request, signal);
  await transcribe(endpoint(), sound, request, signal);
  const [with_, without] = server.requests.slice(-2);
  expect(with_?.headers['authorization']).toBe('Bearer key');
  expect(Object.fromEntries(batchFields(with_ ?? { body: '' }))).toEqual({
    file: 'speech.wav',
    model: 'whisper-1',
    response_format: 'verbose_json',
    'timestamp_granularities[]': 'segment',
    language: 'de',
  });
  expect(without?.headers).not.toHaveProperty('authorization');
  expect(batchFields(without ?? { body: '' }).has('language')).toBe(false);
});

it('an aborted request ends with its reason', async () => {
  Object.assign(server.options, DEFAULT_BEHAVIOUR, { says: () => 'never' });
  const aborter = new AbortController();
  const ended = transcribe(endpoint(), sound, request, aborter.signal);
  aborter.abort(new DOMException('cancelled', 'AbortError'));
  await expect(ended).rejects.toThrow('cancelled');
});
