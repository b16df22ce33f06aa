import { describe, expect, it } from 'vitest';
import type { OpenAiRealtimeProfile } from '../../utils/domain/profiles/profile.ts';
import { expectFailure } from '../support/browser/expect-failure.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { openAiProfile, stopAndTell } from '../support/browser/profiles.ts';
import { nothingHeld, type SessionDriver } from '../support/browser/session-driver.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { startOpenAiRealtime, type OpenAiRealtime } from '../support/peers/openai-realtime.ts';
import { startSilentStun } from '../support/peers/silent-stun.ts';
import { withoutWarmUps } from '../support/peers/without-warm-ups.ts';

const apiKey = 'sk-key-of-the-user';
let driver: SessionDriver;
let server: OpenAiRealtime;

withServer(
  () => startOpenAiRealtime({ apiKey, text: 'pomegranate marzipan' }),
  (given) => {
    server = given;
  },
);
withDriver((given) => {
  driver = given;
});

const profile = (given: Partial<OpenAiRealtimeProfile> = {}) =>
  openAiProfile({ url: server.origin, credential: apiKey, ...given });
const sent = () => withoutWarmUps(server.requests);
const paths = () => sent().map(({ path }) => path);
const bearers = () => sent().map(({ headers }) => headers['authorization'] ?? '');

const mint = '/v1/realtime/client_secrets';
const calls = '/v1/realtime/calls';

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);

const transcription = 'conversation.item.input_audio_transcription';

it('OpenAI Realtime hears the spoken words, and the text that it sends back is stored as it is, and counted', async () => {
  await driver.goLive(profile({ prompt: 'Fruit and sweets.', noiseReduction: 'near-field', delay: 'low' }));
  expect(JSON.parse(sent()[0]?.body ?? '')).toMatchObject({
    session: {
      audio: {
        input: {
          transcription: { model: 'whisper-1', prompt: 'Fruit and sweets.' },
          noise_reduction: { type: 'near_field' },
        },
      },
    },
  });
  await hearSpeech(server.recording);
  const call = await waitFor('the call', () => server.calls[0]);
  expect(call.peer.channels).toEqual(['oai-events']);
  await waitFor('the last proof', () =>
    driver.popup.page.$('[data-proof="understood"][data-condition="fresh"]'),
  );

  const counted = (type: string) => call.events.filter((each) => each === type).length;
  const told = (type: string) => counted(`${transcription}.${type}`);
  // A quiet moment ends a turn, and the channel is ordered, so the texts before it have come by then.
  await driver.popup.mute();
  await waitFor(
    'every turn to be complete',
    () => told('completed') > 0 && told('completed') === counted('input_audio_buffer.speech_started'),
  );
  const error = { code: 'rate_limit_exceeded', message: 'Too much marzipan.' };
  await call.peer.send('oai-events', JSON.stringify({ type: 'error', error }));
  expect(await driver.events('server-message-received')).toContainEqual(
    expect.objectContaining({ message: 'error', code: error.code, said: error.message }),
  );
  await driver.stop();
  expect(await driver.held()).toEqual(nothingHeld);
  expect(await driver.events()).toContainEqual(
    expect.objectContaining({
      kind: 'texts-counted',
      deltas: told('delta'),
      completed: told('completed'),
      failed: 0,
    }),
  );
  // Each turn once and in its order; the log has none of it.
  expect(call.transcripts.length).toBe(told('completed'));
  await expect.poll(() => driver.texts()).toEqual(call.transcripts);
  expect(await driver.remembered()).not.toMatch(/pomegranate/);
  expect(call.peer.messages.filter(({ text }) => text.includes('session.update'))).toEqual([]);
});

it('20,000 messages of a server are logged or counted, and hide no loss that comes after them', async () => {
  await driver.goLive(profile());
  const { peer } = await waitFor('the call', () => server.calls[0]);
  const message = JSON.stringify({ type: 'error', error: { message: 'marzipan' } });
  for (let sentSoFar = 0; sentSoFar < 20_000; sentSoFar += 500) {
    await Promise.all(Array.from({ length: 500 }, () => peer.send('oai-events', message)));
  }
  await driver.events('server-message-received');
  await peer.close();
  await driver.events('recovered');
  await driver.stop();
  const events = await driver.events();
  expect(events.filter(({ kind }) => kind === 'recovery-began')).toHaveLength(1);
  const logged = events.filter((event) => event.kind === 'server-message-received');
  const received = sumOf(logged.map(({ times = 1 }) => times));
  // Messages that were still on their way when the far side closed have never come.
  expect(received).toBeLessThanOrEqual(20_000);
  expect(received).toBeGreaterThan(logged.length);
  expect(logged.length).toBeLessThan(100);
});

it('a STUN server that never answers does not hold the call up beyond the deadline', async () => {
  const stun = await startSilentStun();
  try {
    await driver.goLive(profile({ iceServers: [{ url: stun.url, username: '', credential: '' }] }));
    expect(stun.requests()).toBeGreaterThan(0);
    expect(sent().at(-1)?.body).toContain('a=candidate:');
  } finally {
    await stun.stop();
  }
});

describe('an API key', () => {
  it('mints a secret for each connection, and is sent nowhere else', async () => {
    for (let session = 0; session < 2; session += 1) {
      await driver.goLive(profile());
      await driver.stop();
    }
    expect(paths()).toEqual([mint, calls, mint, calls]);
    const [firstKey, firstSecret, secondKey, secondSecret] = bearers();
    expect([firstKey, secondKey]).toEqual([`Bearer ${apiKey}`, `Bearer ${apiKey}`]);
    expect(firstSecret).toMatch(/^Bearer ek_/);
    expect(secondSecret).toMatch(/^Bearer ek_/);
    expect(secondSecret).not.toBe(firstSecret);
    expect(JSON.parse(sent()[0]?.body ?? '')).toMatchObject({
      session: {
        type: 'transcription',
        audio: { input: { transcription: { model: 'whisper-1', language: 'en' } } },
      },
    });
    const remembered = await driver.remembered();
    expect(remembered).not.toContain(apiKey);
    expect(remembered).not.toContain('ek_');
    expect(remembered).not.toContain(server.calls[0]?.id);
  });

  it('that is wrong is reported, and no call is made', async () => {
    await driver.start(profile({ credential: 'sk-of-a-stranger' }));
    await expectFailure(driver, { reason: 'server-unauthorized' });
    expect(paths()).toEqual([mint]);
  });
});

describe('a ready secret', () => {
  const ready = (credential: string) => profile({ credentialType: 'secret', credential });

  it('is used as it is, and its session is told over the channel what the profile says', async () => {
    const secret = server.mintSecret();
    const wishes = { prompt: 'Fruit and sweets.', noiseReduction: 'near-field' } as const;
    await driver.goLive(profile({ credentialType: 'secret', credential: secret, ...wishes }));
    const told = await waitFor('the update of the session', () =>
      server.calls[0]?.peer.messages.find(({ text }) => text.includes('session.update')),
    );
    expect(JSON.parse(told.text)).toEqual({
      type: 'session.update',
      session: {
        type: 'transcription',
        audio: {
          input: {
            transcription: { model: 'whisper-1', language: 'en', prompt: 'Fruit and sweets.' },
            noise_reduction: { type: 'near_field' },
          },
        },
      },
    });
    await driver.stop();
    expect(paths()).toEqual([calls]);
    expect(bearers()).toEqual([`Bearer ${secret}`]);
    expect(await driver.remembered()).not.toContain(secret);
  });

  it.each<[string, () => string, 'secret-expired' | 'server-unauthorized']>([
    ['that has expired', () => server.mintSecret(0), 'secret-expired'],
    ['that nobody knows', () => 'ek_made_up', 'server-unauthorized'],
  ])('that is %s has a failure of its own', async (_, secret, reason) => {
    await driver.start(ready(secret()));
    await expectFailure(driver, { reason });
  });
});

it('a session that the server ends for its length is reported, and Start makes another one', async () => {
  await driver.goLive(profile(), stopAndTell);
  await waitFor('the channel', () => server.calls[0]?.peer.channels.length);
  await server.expireSession();
  await expectFailure(driver, { reason: 'server-ended' });
  expect(await driver.events()).toContainEqual(
    expect.objectContaining({ kind: 'server-message-received', message: 'stream-ended' }),
  );
  await driver.startAgain();
  await driver.popup.waitForPhase('live');
  expect(server.calls).toHaveLength(2);
});

describe('an older self-hosted server', () => {
  it.each([
    ['with the model in its address', () => server.oldShapeUrl],
    ['with the model of the profile', () => `${server.origin}/v1/realtime`],
  ])('takes the offer with the key itself, %s', async (_, url) => {
    await driver.goLive(profile({ url: url() }));
    expect(paths()).toEqual(['/v1/realtime?model=whisper-1']);
    expect(bearers()).toEqual([`Bearer ${apiKey}`]);
    await driver.stop();
  });
});
