import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import { databaseRows } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { largeExport } from '../support/history/large-export.ts';
import { speechFile } from '../support/speech.ts';

let browser: ExtensionBrowser;
let folder: string;

beforeAll(async () => {
  browser = await launchBrowser({ extensionDir, audioFile: await speechFile(), microphone: 'granted' });
  folder = await mkdtemp(join(tmpdir(), 'steadymic-large-'));
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

it('a session that is live is not interrupted while a large file is taken in, which can be cancelled', async () => {
  const path = join(folder, 'sessions.json');
  await writeFile(path, largeExport({ bytes: 31_000_000, endsAt: Date.now() }));
  const popup = await openPopup(browser);
  await popup.start();
  await popup.waitForPhase('live');

  const page = await browser.openPage('options.html#/settings/history');
  const shows = (words: string) => page.evaluate((text) => document.body.innerText.includes(text), words);
  const choose = async () => {
    const input = await page.waitForSelector('#import-sessions');
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(path);
    await page.waitForSelector('dialog .primary', { timeout: 120_000 });
    await page.locator('dialog .primary').click();
  };
  await choose();
  await waitFor('some of it to be taken in', () =>
    page.evaluate(() => document.querySelector<HTMLProgressElement>('dialog progress')?.value),
  );
  await page.locator('dialog button[type=button]').click();
  await waitFor('the import to be cancelled', () => shows('The import was cancelled.'));
  const own = async () => {
    const events = await databaseRows<SessionEvent>(browser, 'events');
    return events.filter(({ sessionId }) => !sessionId.startsWith('large-')).map(({ kind }) => kind);
  };
  expect(await databaseRows(browser, 'sessions')).toHaveLength(1);

  expect(await popup.phase()).toBe('live');
  await popup.stop();
  await popup.waitForPhase('idle');
  const kinds = await waitFor('the whole log of the session', async () => {
    const found = await own();
    return found.includes('session-ended') && found;
  });
  expect(kinds.filter((kind) => kind === 'recovery-began' || kind === 'session-resumed')).toEqual([]);
});
