import { describe, expect, it, onTestFinished } from 'vitest';
import { expectFailure } from '../support/browser/expect-failure.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { jsonOfferProfile, stopAndTell } from '../support/browser/profiles.ts';
import { nothingHeld, type SessionDriver } from '../support/browser/session-driver.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { startAiortc, type AiortcPeer } from '../support/peers/aiortc.ts';

const bearerToken = 'a-token-of-the-user';
let driver: SessionDriver;
let server: AiortcPeer;

withServer(
  () => startAiortc({ bearerToken }),
  (given) => {
    server = given;
  },
);
withDriver((given) => {
  driver = given;
});

const profile = (token = bearerToken) =>
  jsonOfferProfile({ variant: 'pipecat', url: server.pipecatUrl, token });

async function newest() {
  const connection = (await server.status()).connections.at(-1);
  if (!connection) throw new Error('No connection was made yet.');
  return connection;
}

it('Pipecat hears the spoken words, with a ping each second and candidates after the offer', async () => {
  await driver.goLive(profile());
  await hearSpeech(server.recording);
  await waitFor('several pings', async () => (await newest()).messages.length > 3);
  const { channels, messages, pinged, candidatesAdded } = await newest();
  expect(channels).toEqual(['chat']);
  expect(pinged).toBe(true);
  expect(JSON.parse(messages[0]?.text ?? '')).toMatchObject({ label: 'rtvi-ai', type: 'client-ready' });
  for (const { text } of messages.slice(1)) expect(text).toMatch(/^ping: \d+$/);
  expect(candidatesAdded).toBeGreaterThan(0);

  await driver.stop();
  expect(await driver.held()).toEqual(nothingHeld);
  await waitFor('the pings to end', async () => !(await newest()).pinged);
});

describe('a message of the Pipecat server', () => {
  const rtvi = (type: string, data: object) => ({ label: 'rtvi-ai', type, id: '1', data });

  it('is counted where it is a transcription, whose text alone is kept', async () => {
    await driver.goLive(profile());
    await waitFor('the channel', async () => (await newest()).pinged);
    for (const message of [
      rtvi('user-transcription', { text: 'pome', final: false }),
      rtvi('user-transcription', { text: 'pomegranate', final: true }),
      rtvi('bot-output', { text: 'marzipan' }),
      rtvi('error', { message: 'The service is busy.', fatal: false }),
    ]) {
      await server.send(JSON.stringify(message));
    }
    expect(await driver.events('server-message-received')).toContainEqual(
      expect.objectContaining({ message: 'error', said: 'The service is busy.' }),
    );
    await waitFor('the last proof', () =>
      driver.popup.page.$('[data-proof="understood"][data-condition="fresh"]'),
    );
    await driver.stop();
    expect(await driver.events()).toContainEqual(
      expect.objectContaining({ kind: 'texts-counted', deltas: 1, completed: 1, failed: 0 }),
    );
    await expect.poll(() => driver.texts()).toEqual(['pomegranate']);
    expect(await driver.remembered()).not.toMatch(/pome|marzipan/);
  });

  it('that ends the connection ends the session where the user wants to be told of losses', async () => {
    await driver.goLive(profile(), stopAndTell);
    await waitFor('the channel', async () => (await newest()).pinged);
    await server.send(JSON.stringify({ type: 'signalling', message: { type: 'peerLeft' } }));
    await expectFailure(driver, { reason: 'server-ended' });
  });
});

it('a Pipecat server that ends the connection in the middle of a sentence is connected to again, and no word is doubled', async () => {
  const said = (text: string, final: boolean) =>
    server.send(JSON.stringify({ label: 'rtvi-ai', type: 'user-transcription', data: { text, final } }));
  await driver.goLive(profile());
  await hearSpeech(server.recording);
  await said('quince, sumac', true);
  await said('pomegranate and mar', false);
  await waitFor('the half sentence in the popup', () =>
    driver.popup.page.$('.words ::-p-text(pomegranate and mar)'),
  );
  await server.send(JSON.stringify({ type: 'signalling', message: { type: 'peerLeft' } }));
  const events = await driver.events('recovered');
  expect(events).toContainEqual(expect.objectContaining({ kind: 'recovery-began', cause: 'server-ended' }));
  await driver.popup.waitForPhase('live');
  await hearSpeech(server.recording);
  await said('and marzipan, please', true);
  await waitFor('the rest of the sentence', async () =>
    (await driver.segments()).some(({ text }) => text.includes('please')),
  );
  await driver.stop();
  await expect.poll(() => driver.texts()).toEqual(['quince, sumac', 'pomegranate', 'and marzipan, please']);
  expect((await driver.segments()).filter(({ isFinal }) => !isFinal)).toEqual([]);
});

it.each([
  ['a wrong token', 'another-token'],
  ['no token', ''],
])('a Pipecat offer that is refused with %s is explained in words', async (_, token) => {
  await driver.start(profile(token));
  await expectFailure(driver, {
    reason: 'server-unauthorized',
    ...(token === '' ? { token: 'none' } : {}),
  });
  expect((await server.status()).connections).toEqual([]);
});

it('a Pipecat server that vanishes is told as a lost connection, and Start works once it is back', async () => {
  await driver.goLive(profile(), stopAndTell);
  await server.kill();
  await expectFailure(driver, { reason: 'connection-lost', status: 'disconnected' }, { deadlineMs: 30_000 });
  const revived = await startAiortc({ bearerToken, port: Number(new URL(server.origin).port) });
  onTestFinished(() => revived.stop());
  await driver.startAgain();
  await driver.popup.waitForPhase('live');
});
