// `npm run test:history [-- SHARE]`: the product exports a history as large as the default limits hold and
// imports it in a new profile, and both are compared. SHARE is from 0 to 1: the share of that size, 1 by
// default.

import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { launchBrowser, type ExtensionBrowser } from '../tests/support/browser/launch-browser.ts';
import { waitFor } from '../tests/support/browser/wait-for.ts';
import { extensionDir } from '../tests/support/extension-dir.ts';
import { digestHistory, type HistoryDigest } from '../tests/support/history/digest-history.ts';
import { fillHistory } from '../tests/support/history/fill-history.ts';
import { processTree } from '../tests/support/process-tree.ts';
import { defaultSettings } from '../utils/domain/settings/settings.ts';
import { runStep } from './run-step.ts';

/** By the sizes in `retention.ts`, these are half of the default megabytes each at ten thousand sessions. */
const eventsPerSession = 120;
const samplesPerSession = 950;

const minute = 60_000;
const patience = { deadlineMs: 60 * minute, everyMs: 500 };

/** Does one step in a browser, and measures its time and the browser's greatest memory. */
async function step<Result>(
  name: string,
  { browser }: ExtensionBrowser,
  act: () => Promise<Result>,
): Promise<Result> {
  const root = browser.process()?.pid ?? 0;
  let most = 0;
  const look = async () => {
    const kilobytes = await Promise.all(processTree(root).map(proportionalKilobytes));
    most = Math.max(most, kilobytes.reduce((sum, each) => sum + each, 0) / 1024);
  };
  await look();
  const timer = setInterval(() => void look(), 1000);
  const beganAt = performance.now();
  try {
    return await act();
  } finally {
    clearInterval(timer);
    const seconds = (performance.now() - beganAt) / 1000;
    console.log(
      `${name}: ${seconds.toFixed(0)} s, all processes of the browser held ${most.toFixed(0)} MB at most`,
    );
  }
}

/** Kilobytes of memory that a process has to itself, and its share of shared memory; 0 where it has ended. */
async function proportionalKilobytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${String(pid)}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
}

const shows = (page: Page, words: string) =>
  page.evaluate((wanted) => document.body.innerText.includes(wanted), words);

async function exportAll({ openPage }: ExtensionBrowser, folder: string): Promise<string> {
  const page = await openPage('options.html#/history');
  const devtools = await page.createCDPSession();
  await devtools.send('Browser.setDownloadBehavior', {
    behavior: 'allow',
    downloadPath: folder,
    eventsEnabled: true,
  });
  const saved = Promise.withResolvers<string>();
  let name = '';
  devtools.on('Browser.downloadWillBegin', ({ suggestedFilename }) => (name = suggestedFilename));
  devtools.on('Browser.downloadProgress', ({ state }) => {
    if (state === 'completed') saved.resolve(join(folder, name));
    if (state === 'canceled') saved.reject(new Error('the browser did not save the file'));
  });
  await page.locator('::-p-text(Choose all)').click();
  await page.locator('::-p-text(Export…)').click();
  await page.locator('dialog .primary').click();
  return saved.promise;
}

async function importAll({ openPage }: ExtensionBrowser, file: string): Promise<void> {
  const page = await openPage('options.html#/settings/history');
  const input = await page.waitForSelector('#import-sessions');
  await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file);
  await waitFor('the file to be read', () => page.$('dialog .primary'), patience);
  await page.locator('dialog .primary').click();
  await waitFor('the imported sessions', () => shows(page, 'were imported.'), patience);
}

async function main(share: number): Promise<boolean> {
  if (!(await runStep('npm', ['run', '--silent', 'build']))) return false;
  const { keepSessions, keepMegabytes } = defaultSettings().history;
  const sessions = Math.round((keepSessions ?? 10_000) * share);
  console.log(
    `${String(sessions)} sessions, for limits of ${String(keepSessions)} and ${String(keepMegabytes)} MB`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-full-'));
  const before = join(folder, 'before');
  await mkdir(before);
  let file: string;
  let expected: HistoryDigest;
  try {
    {
      await using browser = await launchBrowser({ extensionDir, profileDir: before });
      const options = { seed: 7, sessions, eventsPerSession, samplesPerSession, endsAt: Date.now() - minute };
      const filled = await step('made', browser, () => fillHistory(browser, options));
      console.log(`${String(filled.events)} events, ${String(filled.samples)} samples`);
      expected = await step('compared', browser, () => digestHistory(browser));
      file = await step('exported', browser, () => exportAll(browser, folder));
      await browser.close();
    }
    console.log(`the file has ${((await stat(file)).size / 1e6).toFixed(0)} MB`);
    await using browser = await launchBrowser({ extensionDir });
    await step('taken in', browser, () => importAll(browser, file));
    const found = await step('compared', browser, () => digestHistory(browser));
    const isSame = JSON.stringify(found) === JSON.stringify(expected);
    console.log(isSame ? 'all of it is the same' : `NOT the same: ${JSON.stringify({ expected, found })}`);
    return isSame;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

process.exitCode = (await main(Number(process.argv[2] ?? 1))) ? 0 : 1;
