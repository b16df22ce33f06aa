import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { badgeText, databaseRows } from '../support/browser/extension-readers.ts';
import { killPages } from '../support/browser/kill-pages.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { whyNoPolicy } from '../support/browser/managed-policy.ts';
import { openPopup } from '../support/browser/popup.ts';
import { startUpdateServer } from '../support/browser/update-server.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';

const impossible = whyNoPolicy();
if (impossible) console.warn(`Not tested: an extension that a policy has installed, because ${impossible}.`);

describe.skipIf(impossible)('an extension that a policy has installed', () => {
  let updates: Awaited<ReturnType<typeof startUpdateServer>>;
  let browser: ExtensionBrowser;
  beforeAll(async () => {
    updates = await startUpdateServer(extensionDir);
    await updates.publish('1.0.0');
    browser = await launchBrowser({
      extensionDir,
      installedId: updates.extensionId,
      microphone: 'granted',
    });
  });
  afterAll(async () => {
    await updates.stop();
    await browser.close();
  });

  /**
   * The extension's version as the browser lists it: the extension's own worker may end in the middle of an
   * answer.
   */
  async function version(): Promise<unknown> {
    const list = await browser.browser.newPage();
    try {
      await list.goto('chrome://extensions');
      const asked = `chrome.developerPrivate.getExtensionInfo('${browser.extensionId}')`;
      return await list.evaluate(`${asked}.then((info) => info.version)`);
    } finally {
      await list.close();
    }
  }
  const alarms = () =>
    browser.evaluate(async () => (await chrome.alarms.getAll()).map((alarm) => alarm.name));

  it('is updated by itself, but not before the session that is live has ended', async () => {
    expect(await version()).toBe('1.0.0');
    const popup = await openPopup(browser);
    await popup.start();
    await popup.waitForPhase('live');

    await updates.publish('1.0.1');
    const found = await browser.evaluate(() => chrome.runtime.requestUpdateCheck());
    expect(found).toMatchObject({ status: 'update_available', version: '1.0.1' });
    await waitFor('the update to be put off', async () => (await alarms()).includes('update'), {
      deadlineMs: 60_000,
    });
    expect(await version()).toBe('1.0.0');
    expect(await popup.phase()).toBe('live');
    expect(await badgeText(browser)).toBe('ON');

    await popup.stop();
    await popup.waitForPhase('idle');
    await popup.close();
    // A browser's alarm comes every half minute. No page of the extension is opened to check, because an
    // update waits until none is open.
    await waitFor('the new version', async () => (await version()) === '1.0.1', {
      deadlineMs: 100_000,
      everyMs: 1000,
    });
    const updated = await openPopup(browser);
    await updated.waitForPhase('idle');
    expect(await alarms()).not.toContain('update');
    const options = await browser.openPage('options.html');
    const news = await options.waitForSelector('.news');
    expect(await news?.evaluate((line) => line.textContent)).toContain('What is new in 1.0.1');
    await options.close();
    expect(await databaseRows<SessionRow>(browser, 'sessions')).toEqual([
      expect.objectContaining({ outcome: 'stopped', failure: null }),
    ]);
    const events = await databaseRows<SessionEvent>(browser, 'events');
    expect(events.filter(({ kind }) => kind === 'recovery-began' || kind === 'session-resumed')).toEqual([]);
  });

  it('is loaded again by the browser when its pages have crashed, and goes on with the same session', async () => {
    const popup = await openPopup(browser);
    await popup.start();
    await popup.waitForPhase('live');
    const before = await databaseRows<SessionRow>(browser, 'sessions');
    const [running] = before.filter(({ outcome }) => outcome === 'running');
    killPages(browser);
    await waitFor('the extension to be gone', () => !browser.hasOffscreenDocument());

    // The browser reloads the extension by itself after three seconds.
    await waitFor('the extension to be back', () => browser.hasOffscreenDocument(), { deadlineMs: 60_000 });
    await waitFor('the badge "ON"', async () => (await badgeText(browser)) === 'ON');
    const again = await openPopup(browser);
    await again.waitForPhase('live');
    await again.stop();
    await again.waitForPhase('idle');
    await waitFor('the log to be closed', async () =>
      (await databaseRows<SessionRow>(browser, 'sessions')).every(({ outcome }) => outcome === 'stopped'),
    );
    const events = await databaseRows<SessionEvent>(browser, 'events');
    const own = events.filter(({ sessionId }) => sessionId === running?.id);
    expect(own.filter(({ kind }) => kind === 'session-resumed')).toHaveLength(1);
    expect(own.filter(({ kind }) => kind === 'session-ended')).toMatchObject([{ by: 'user' }]);
    expect(await databaseRows(browser, 'sessions')).toHaveLength(before.length);
  });
});
