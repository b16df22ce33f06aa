import { describe, expect, it } from 'vitest';
import type { Settings } from '../../utils/domain/settings/settings.ts';
import type { JsonOfferProfile } from '../../utils/domain/profiles/profile.ts';
import { expectFailure } from '../support/browser/expect-failure.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { jsonOfferProfile, stopAndTell } from '../support/browser/profiles.ts';
import { nothingHeld, type SessionDriver } from '../support/browser/session-driver.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { startAiortc, type AiortcPeer } from '../support/peers/aiortc.ts';
import { startWrtcHost } from '../support/peers/wrtc-host.ts';
import { speechFile } from '../support/speech.ts';
import { readWav } from '../support/wav.ts';

const bearerToken = 'a-token-of-the-user';
let driver: SessionDriver;
let server: AiortcPeer;

withServer(
  () => startAiortc({ bearerToken, concurrencyLimit: 1 }),
  (given) => {
    server = given;
  },
);
withDriver((given) => {
  driver = given;
});

const profile = (given: Partial<JsonOfferProfile> = {}) =>
  jsonOfferProfile({ variant: 'fastrtc', url: server.fastRtcUrl, token: bearerToken, ...given });

async function newest() {
  const connection = (await server.status()).connections.at(-1);
  if (!connection) throw new Error('No connection was made yet.');
  return connection;
}

async function goLiveWithChannel(overrides?: Partial<Settings>): Promise<void> {
  await driver.goLive(profile(), overrides);
  await waitFor('the handshake', async () => (await newest()).messages.length > 0);
}

it('FastRTC hears the spoken words, with a handshake on the channel and candidates after the offer', async () => {
  await driver.goLive(profile());
  await hearSpeech(server.recording);
  const { channels, messages, candidatesAdded } = await newest();
  expect(channels).toEqual(['text']);
  expect(messages).toEqual([{ label: 'text', text: 'handshake' }]);
  expect(candidatesAdded).toBeGreaterThan(0);

  await driver.stop();
  expect(await driver.held()).toEqual(nothingHeld);
});

it('a FastRTC profile takes a base address, to which the path is added', async () => {
  await driver.goLive(profile({ url: server.origin }));
  expect(await newest()).toMatchObject({ variant: 'fastrtc' });
});

describe('a message of the FastRTC server', () => {
  it('is counted where it is text, which alone is kept', async () => {
    await goLiveWithChannel();
    for (const message of [
      { type: 'transcript', data: 'pomegranate' },
      { type: 'transcript', data: { text: 'and marzipan' } },
      { type: 'log', data: 'pause_detected' },
      { type: 'fetch_output', data: '' },
    ]) {
      await server.send(JSON.stringify(message));
    }
    await server.send('pomegranate', { isBinary: true, times: 3 });
    await server.send('tick');
    await waitFor('the last proof', () =>
      driver.popup.page.$('[data-proof="understood"][data-condition="fresh"]'),
    );
    await driver.stop();
    expect(await driver.events()).toContainEqual(
      expect.objectContaining({ kind: 'texts-counted', deltas: 0, completed: 2, failed: 0, refused: 3 }),
    );
    await expect.poll(() => driver.texts()).toEqual(['pomegranate', 'and marzipan']);
    expect(await driver.remembered()).not.toMatch(/pomegranate|marzipan/);
  });

  it('is logged where it is an error, and the session goes on', async () => {
    await goLiveWithChannel();
    await server.send(JSON.stringify({ type: 'error', data: 'The model is not loaded.' }));
    expect(await driver.events('server-message-received')).toContainEqual(
      expect.objectContaining({ message: 'error', said: 'The model is not loaded.' }),
    );
    await driver.popup.waitForPhase('live');
    await driver.stop();
  });

  it('that comes twenty thousand times is counted, and hides no later loss', async () => {
    await goLiveWithChannel();
    await server.send(JSON.stringify({ type: 'error' }), { times: 20_000 });
    await driver.events('server-message-received');
    server.freeze();
    await driver.popup.waitForPhase('recovering');
    server.thaw();
    await driver.popup.waitForPhase('live');
    await driver.stop();

    const events = await driver.events();
    const kinds = Map.groupBy(events, ({ kind }) => kind);
    expect(kinds.get('server-message-received')?.length).toBeLessThan(100);
    expect(kinds.get('recovery-began')?.length).toBe(kinds.get('recovered')?.length);
    const page = await driver.openPage(`options.html#/sessions/${events[0]?.sessionId ?? ''}`);
    const story = await page.waitForSelector('.story');
    expect(await story?.evaluate(({ textContent }) => textContent)).toContain('the far side fell silent');
    await page.close();
  });

  it('that ends the stream ends the session where the user wants to be told of losses', async () => {
    await goLiveWithChannel(stopAndTell);
    await server.send(JSON.stringify({ type: 'end_stream', data: null }));
    await expectFailure(driver, { reason: 'server-ended' });
  });
});

describe('a refusal of the FastRTC server', () => {
  it('because every place is taken has a text of its own', async () => {
    const others = await startWrtcHost();
    try {
      const { offer } = await others.offer({ speech: await readWav(await speechFile()), gather: true });
      const taken = await fetch(server.fastRtcUrl, {
        method: 'POST',
        headers: { Authorization: `Bearer ${bearerToken}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ sdp: offer, type: 'offer', webrtc_id: 'somebody-else' }),
      });
      expect(await taken.json()).toMatchObject({ type: 'answer' });
      await driver.start(profile());
      await expectFailure(driver, { reason: 'server-busy' });
    } finally {
      await others.stop();
    }
  });

  it.each([
    ['of a wrong token', 'another-token'],
    ['of no token', ''],
  ])('by %s is told as that', async (_, token) => {
    await driver.start(profile({ token }));
    await expectFailure(driver, {
      reason: 'server-unauthorized',
      ...(token === '' ? { token: 'none' } : {}),
    });
    expect((await server.status()).connections).toEqual([]);
  });
});

it('the token of a FastRTC profile is stored nowhere outside the settings', async () => {
  await driver.goLive(profile());
  expect(await driver.remembered()).not.toContain(bearerToken);
  await driver.stop();
  expect(await driver.remembered()).not.toContain(bearerToken);
});
