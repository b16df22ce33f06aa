import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/browser/axe-findings.ts';
import { badgeText, databaseRows } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { readVersionOne, writeVersionOne } from '../support/history/write-version-1.ts';
import { speechFile } from '../support/speech.ts';

describe('the history’s database in a real browser', () => {
  let browser: ExtensionBrowser;
  beforeEach(async () => {
    browser = await launchBrowser({ extensionDir, audioFile: await speechFile(), microphone: 'granted' });
  });
  afterEach(() => browser.close());

  const count = async (store: string) => (await databaseRows(browser, store)).length;

  async function runSession(whileLive: () => Promise<unknown>): Promise<void> {
    const popup = await openPopup(browser);
    await popup.start();
    await popup.waitForPhase('live');
    await whileLive();
    await popup.stop();
    await popup.waitForPhase('idle');
  }

  it('holds a sample for every second of a session, packed when that is over', async () => {
    await runSession(() => waitFor('three samples', async () => (await count('samples')) >= 3));
    await waitFor('all of them to be packed', async () => (await count('samples')) === 0);
    const minutes = await databaseRows<{ count: number }>(browser, 'sampleMinutes');
    expect(minutes.reduce((sum, minute) => sum + minute.count, 0)).toBeGreaterThanOrEqual(3);
  });

  it('is upgraded from version 1 when the options page opens it', async () => {
    const before = await readVersionOne();
    // A worker that wakes looks after the history, and has made the newest version by now.
    await browser.evaluate(async () => {
      const deleting = indexedDB.deleteDatabase('steadymic');
      await new Promise((resolve, reject) => {
        deleting.onsuccess = resolve;
        deleting.onerror = reject;
      });
    });
    await browser.evaluate(writeVersionOne, 'steadymic', before);
    const page = await browser.openPage('options.html#/history');
    await waitFor('the upgraded sessions to be listed', () =>
      page.evaluate(() => document.body.innerText.includes('Studio')),
    );
    const sessions = await databaseRows<{ id: string; bands: object }>(browser, 'sessions');
    expect(sessions.map(({ id }) => id).sort()).toEqual(before.sessions.map(({ id }) => String(id)).sort());
    expect(sessions.every(({ bands }) => Object.keys(bands).length > 0)).toBe(true);
    expect(await count('events')).toBe(before.events.length);
  });

  it('that a newer version wrote is left alone, and a session runs without it', async () => {
    await browser.evaluate(async () => {
      const opening = indexedDB.open('steadymic', 990);
      opening.onupgradeneeded = () => opening.result.createObjectStore('later');
      await new Promise((resolve) => (opening.onsuccess = resolve));
      opening.result.close();
    });
    await runSession(() => waitFor('the badge', async () => (await badgeText(browser)) === 'ON'));
    await waitFor('the offscreen document to be gone', async () => {
      const pages = await browser.browser.pages();
      for (const page of pages) if (page.url().endsWith('popup.html')) await page.close();
      return !browser.hasOffscreenDocument();
    });
    const databases = await browser.evaluate(() => indexedDB.databases());
    expect(databases).toEqual([{ name: 'steadymic', version: 990 }]);
    expect(await databaseRows(browser, 'later')).toEqual([]);
    expect(await databaseRows(browser, 'sessions')).toEqual([]);
    const page = await browser.openPage('options.html#/history');
    const said = await page.waitForSelector('[role="alert"][data-status="newer"]');
    expect(await said?.evaluate((alert) => alert.textContent)).toContain('from a newer SteadyMic');
    expect(await axeFindings(page)).toEqual([]);
  });
});
