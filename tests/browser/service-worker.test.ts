import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import { badgeText, databaseRows } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { chooseProfile, whipProfile } from '../support/browser/profiles.ts';
import { launchSessionDriver, nothingHeld, type SessionDriver } from '../support/browser/session-driver.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { speechFile } from '../support/speech.ts';

describe('a service worker that is ended while live', () => {
  let browser: ExtensionBrowser;
  beforeEach(async () => {
    browser = await launchBrowser({ extensionDir, audioFile: await speechFile(), microphone: 'granted' });
  });
  afterEach(() => browser.close());

  const events = () => databaseRows<SessionEvent>(browser, 'events');
  const badgeIs = (text: string) =>
    waitFor(`the badge ${text}`, async () => (await badgeText(browser)) === text);

  it('does not disturb the stream, the badge or the log, in which nothing is lost or doubled', async () => {
    const popup = await openPopup(browser);
    await popup.start();
    await popup.waitForPhase('live');
    await badgeIs('ON');

    await browser.endServiceWorker();
    await badgeIs('ON');
    await popup.mute();
    await badgeIs('MIC');
    expect(await popup.phase()).toBe('live');

    await browser.endServiceWorker();
    await popup.unmute();
    await badgeIs('ON');
    await popup.stop();
    await popup.waitForPhase('idle');
    await badgeIs('');
    await waitFor('the end of the session in the log', async () =>
      (await events()).some(({ kind }) => kind === 'session-ended'),
    );

    const ofHost = (await events()).filter(({ writer }) => writer === 'host');
    expect(ofHost.map(({ seq }) => seq)).toEqual(ofHost.map((_, index) => index + 1));
    expect(ofHost.filter(({ kind }) => kind === 'mute-changed')).toHaveLength(2);
    expect(ofHost.filter(({ kind }) => kind === 'session-started')).toHaveLength(1);
    const resumed = (await events()).filter(({ kind }) => kind === 'worker-resumed');
    expect(resumed.length).toBeGreaterThanOrEqual(1);
  });

  it('is started again to tell of a session that ends with no view open', async () => {
    const popup = await openPopup(browser);
    await popup.start();
    await popup.waitForPhase('live');
    await popup.close();
    await browser.endServiceWorker();
    await browser.setMicrophonePermission('denied');
    await badgeIs('!');
    const notified = await waitFor('the notification', async () => {
      const all = await browser.evaluate(async () => Object.keys(await chrome.notifications.getAll()));
      return all.length > 0 && all;
    });
    expect(notified).toEqual([expect.stringMatching(/^session:/)]);
    const reopened = await openPopup(browser);
    await reopened.waitForPhase('failed');
    expect(await reopened.text()).toMatch(/microphone/i);
  });
});

describe('a service worker that is ended every few seconds', () => {
  const everyMs = 3000;
  let driver: SessionDriver;
  let server: WhipServer;
  let endings: ReturnType<typeof setInterval>;
  let ended = 0;
  beforeEach(async () => {
    [driver, server] = await Promise.all([launchSessionDriver(), startWhipServer()]);
    await chooseProfile(driver, whipProfile({ url: server.url }));
    endings = setInterval(() => {
      void driver.endServiceWorker().then(
        () => (ended += 1),
        () => undefined,
      );
    }, everyMs);
  });
  afterEach(async () => {
    clearInterval(endings);
    await driver.close();
    await server.stop();
  });

  it('disturbs no part of a session: mute, outage, healing, Stop, and a log without a gap', async () => {
    const patience = { deadlineMs: 40_000 };
    await driver.startAgain();
    await driver.popup.waitForPhase('live');
    for (let times = 0; times < 2; times += 1) {
      await driver.popup.mute();
      await driver.badgeIs('MIC');
      await driver.popup.unmute();
      await driver.badgeIs('ON');
    }
    await server.kill();
    await driver.popup.waitForPhase('recovering', patience);
    await driver.badgeCounts(5, patience);
    await server.revive();
    await driver.popup.waitForPhase('live', patience);
    await driver.badgeIs('ON');
    await hearSpeech(server.recording);
    await waitFor('six ends of the worker at least', () => ended > 5);
    await driver.stop();
    await driver.badgeIs('');

    const events = await driver.events();
    const ofHost = events.filter(({ writer }) => writer === 'host');
    expect(ofHost.map(({ seq }) => seq)).toEqual(ofHost.map((_, index) => index + 1));
    const kinds = ofHost.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'mute-changed')).toHaveLength(4);
    for (const once of ['session-started', 'recovery-began', 'recovered', 'session-ended']) {
      expect(kinds.filter((kind) => kind === once)).toEqual([once]);
    }
    expect(await driver.held()).toEqual(nothingHeld);
  });
});
