import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/browser/axe-findings.ts';
import { extensionId } from '../support/browser/extension-id.ts';
import { badgeText, databaseRows } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { readVersionOne, writeVersionOne } from '../support/history/write-version-1.ts';
import { speechFile } from '../support/speech.ts';

let browser: ExtensionBrowser;

async function launch(profileDir?: string): Promise<void> {
  const audioFile = await speechFile();
  browser = await launchBrowser({
    extensionDir,
    audioFile,
    microphone: 'granted',
    ...(profileDir !== undefined && { profileDir }),
  });
}

async function runSession(whileLive: () => Promise<unknown>): Promise<void> {
  const popup = await openPopup(browser);
  await popup.start();
  await popup.waitForPhase('live');
  await whileLive();
  await popup.stop();
  await popup.waitForPhase('idle');
}

/**
 * Holds an empty database of version 1 open in place of the extension's own, and returns whether that worked.
 * Runs in a page, in one task: if the extension opened the history in between, it would create the newest
 * version, and version 1 could not be opened.
 */
async function holdOlderDatabase(): Promise<boolean> {
  indexedDB.deleteDatabase('steadymic');
  const opening = indexedDB.open('steadymic', 10);
  const isOpen = await new Promise<boolean>((resolve) => {
    opening.onsuccess = () => resolve(true);
    opening.onerror = () => resolve(false);
  });
  // Kept in a variable, or the connection may be collected and closed.
  if (isOpen) Object.assign(globalThis, { held: opening.result });
  return isOpen;
}

const says = (page: Page, words: string) =>
  waitFor(words, () => page.evaluate((text) => document.body.innerText.includes(text), words));
const streamsAllTheSame = 'Streaming works all the same; only nothing is remembered of it.';

describe('the history’s database in a real browser', () => {
  beforeEach(() => launch());
  afterEach(() => browser.close());

  const count = async (store: string) => (await databaseRows(browser, store)).length;

  it('holds a sample for every second of a session, packed when that is over', async () => {
    await runSession(() => waitFor('three samples', async () => (await count('samples')) >= 3));
    await waitFor('all of them to be packed', async () => (await count('samples')) === 0);
    const minutes = await databaseRows<{ count: number }>(browser, 'sampleMinutes');
    expect(minutes.reduce((sum, minute) => sum + minute.count, 0)).toBeGreaterThanOrEqual(3);
  });

  it('has name, profile and start of a live session again after it was deleted meanwhile', async () => {
    let startedAt = 0;
    await runSession(async () => {
      const [before] = await waitFor('the row of the session', async () => {
        const rows = await databaseRows<{ startedAt: number }>(browser, 'sessions');
        return rows.length > 0 && rows;
      });
      startedAt = before?.startedAt ?? 0;
      await browser.evaluate(() => {
        const deletion = indexedDB.deleteDatabase('steadymic');
        return new Promise((resolve) => (deletion.onsuccess = () => resolve(null)));
      });
    });
    await waitFor('the session to have ended in the history', async () => {
      const rows = await databaseRows<{ outcome: string }>(browser, 'sessions');
      return rows[0]?.outcome === 'stopped';
    });
    const rows = await databaseRows<Record<string, unknown>>(browser, 'sessions');
    expect(rows).toMatchObject([{ startedAt, profileName: 'Loopback', profileKind: 'loopback' }]);
  });

  it('is upgraded from version 1 when the options page opens it', async () => {
    const before = await readVersionOne();
    await waitFor('a database of version 1', async () => {
      await browser.evaluate(writeVersionOne, 'steadymic', before);
      return true;
    });
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
      await new Promise((resolve, reject) => {
        opening.onsuccess = resolve;
        opening.onerror = reject;
      });
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

  it('is off while an older window holds it, and has the session that ran meanwhile afterwards', async () => {
    const holder = await browser.openPage('manifest.json', { background: true });
    await waitFor('the older window to hold it', () => holder.evaluate(holdOlderDatabase));
    const page = await browser.openPage('options.html#/history');
    await says(page, 'Another window holds the history');
    await runSession(() => waitFor('the badge', async () => (await badgeText(browser)) === 'ON'));
    await holder.close();
    await page.bringToFront();
    await page.waitForSelector('[data-outcome="stopped"]');
  });
});

describe('a history database that the browser cannot open', () => {
  let profileDir: string;
  beforeEach(async () => {
    profileDir = await mkdtemp(join(tmpdir(), 'steadymic-broken-'));
    const folder = join(profileDir, 'Default', 'IndexedDB');
    await mkdir(folder, { recursive: true });
    // A file in the place of the browser's folder makes every open end with an UnknownError, as on a disk
    // that fails.
    const name = `chrome-extension_${await extensionId(extensionDir)}_0.indexeddb.leveldb`;
    await writeFile(join(folder, name), 'no database');
    await launch(profileDir);
  });
  afterEach(async () => {
    await browser.close();
    await rm(profileDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it('is said to be off, and a session runs without it', async () => {
    const page = await browser.openPage('options.html#/history');
    await says(page, 'The history cannot be opened');
    await says(page, streamsAllTheSame);
    await runSession(() => waitFor('the badge', async () => (await badgeText(browser)) === 'ON'));
    await waitFor('no badge', async () => (await badgeText(browser)) === '');
  });
});
