import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import { databaseRows } from '../support/browser/extension-readers.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { chooseProfile, jsonOfferProfile, testOrigins } from '../support/browser/profiles.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { startAiortc, type AiortcPeer } from '../support/peers/aiortc.ts';
import { startCoturn, type Coturn } from '../support/peers/coturn.ts';
import { speechFile } from '../support/speech.ts';

describe('aiortc by JSON offer/answer', () => {
  let browser: ExtensionBrowser;
  let server: AiortcPeer;
  let coturn: Coturn;

  beforeEach(async () => {
    coturn = await startCoturn();
    server = await startAiortc();
    browser = await launchBrowser({
      extensionDir,
      audioFile: await speechFile(),
      microphone: 'granted',
      grantedOrigins: testOrigins,
    });
  });
  afterEach(async () => {
    await browser.close();
    await server.stop();
    await coturn.stop();
  });

  /**
   * Expects the server to have seen the end. These protocols have no message for it, but DTLS has: without
   * that, aiortc would wait half a minute for a client that is gone.
   */
  async function serverIsTold(): Promise<void> {
    await waitFor(
      'the server to know of the end',
      async () => (await server.status()).connections[0]?.trackEnded,
    );
  }

  it('hears the spoken words, with STUN asked', async () => {
    const iceServers = [{ url: coturn.stunUrl, username: '', credential: '' }];
    await chooseProfile(browser, jsonOfferProfile({ url: server.url, iceServers }));
    const popup = await openPopup(browser);
    await popup.start();
    await popup.waitForPhase('live');
    await hearSpeech(server.recording);
    expect(coturn.bindings()).toBeGreaterThan(0);
    await popup.stop();
    await popup.waitForPhase('idle');
    await serverIsTold();
  });

  it('hears the spoken words over a relay alone', async () => {
    const { username, credential } = coturn;
    const iceServers = [{ url: coturn.turnUrl(), username, credential }];
    await chooseProfile(
      browser,
      jsonOfferProfile({ url: server.url, iceServers, iceTransportPolicy: 'relay' }),
    );
    const popup = await openPopup(browser);
    await popup.start();
    await popup.waitForPhase('live');
    await hearSpeech(server.recording);
    expect(coturn.allocations()).toBeGreaterThan(0);
    const events = await databaseRows<SessionEvent>(browser, 'events');
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'candidate-pair-selected',
        pair: expect.objectContaining({ localType: 'relay', relayUrl: coturn.turnUrl() }) as unknown,
      }),
    );
    const details = await browser.openPage(`options.html#/sessions/${events[0]?.sessionId ?? ''}`);
    const shown = () => details.evaluate(() => document.querySelector('.part dl')?.textContent ?? '');
    await waitFor('the codec and the relay server in the details', async () => {
      const words = await shown();
      return words.includes('opus') && words.includes(coturn.turnUrl());
    });
    expect(JSON.stringify(events)).not.toContain(credential);
    await popup.page.bringToFront();
    await popup.stop();
    await serverIsTold();
    await waitFor('the relays to be given back', () => coturn.heldAllocations() === 0);
  });

  it('is not blamed for a TURN server that refuses the password', async () => {
    const iceServers = [{ url: coturn.turnUrl(), username: coturn.username, credential: 'wrong' }];
    await chooseProfile(
      browser,
      jsonOfferProfile({ url: server.url, iceServers, iceTransportPolicy: 'relay' }),
    );
    const popup = await openPopup(browser);
    await popup.start();
    await popup.waitForPhase('failed');
    expect(await popup.text()).toContain('TURN');
    await waitFor('coturn to say that it refused', () => coturn.refusals() > 0);
    expect((await server.status()).connections).toEqual([]);
  });
});
