// `npm run screenshots`: takes the README's pictures of the shipped build, live on the loopback profile.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { launchBrowser } from '../tests/support/browser/launch-browser.ts';
import { openPopup } from '../tests/support/browser/popup.ts';
import { seedHistory } from '../tests/support/browser/seed-history.ts';
import { waitFor } from '../tests/support/browser/wait-for.ts';
import { extensionDir } from '../tests/support/extension-dir.ts';
import { pastSessions } from '../tests/support/history/past-sessions.ts';
import { speechFile } from '../tests/support/speech.ts';

const folder = fileURLToPath(new URL('../docs', import.meta.url));

async function shootBoth(page: Page, name: string): Promise<void> {
  await shoot(page, name, 'light');
  await shoot(page, name, 'dark');
}

async function shoot(page: Page, name: string, scheme: 'light' | 'dark'): Promise<void> {
  // Without motion, no picture shows a transition of colours.
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  await page.screenshot({ path: join(folder, `${name}-${scheme}.png`) });
}

/** Makes the window as high as its content, as the browser does with a popup. */
async function fitPopup(page: Page): Promise<void> {
  await page.setViewport({ width: 360, height: 100, deviceScaleFactor: 2 });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewport({ width: 360, height, deviceScaleFactor: 2 });
}

await mkdir(folder, { recursive: true });
const browser = await launchBrowser({ extensionDir, audioFile: await speechFile(), microphone: 'granted' });
try {
  const popup = await openPopup(browser);
  await popup.start();
  await popup.waitForPhase('live');
  await fitPopup(popup.page);
  await waitFor('a clock that has moved', async () => (await popup.text()).includes('0:00:03'));
  for (const scheme of ['light', 'dark'] as const) {
    await waitFor('a word', () => popup.page.$eval('meter', ({ value }) => value > 0.5));
    await shoot(popup.page, 'popup-live', scheme);
  }
  await popup.stop();
  await popup.waitForPhase('idle');

  await seedHistory(browser, pastSessions({ count: 60, now: Date.now(), withSamples: 12 }));
  const options = await browser.openPage('options.html#/history');
  await options.setViewport({ width: 1100, height: 760, deviceScaleFactor: 1 });
  await options.waitForSelector('[role="grid"] [data-outcome]');
  await shootBoth(options, 'history');
  // A session that was interrupted has more to show.
  await options.goto(browser.urlOf('options.html#/history?interrupted=1'));
  const link = await options.waitForSelector('[role="grid"] a');
  await link?.click();
  await options.waitForSelector('.charts .line');
  await options.setViewport({ width: 1100, height: 1200, deviceScaleFactor: 1 });
  await shootBoth(options, 'session');
  await options.goto(browser.urlOf('options.html#/settings'));
  await options.waitForSelector('::-p-aria(Settings[role="heading"])');
  await options.setViewport({ width: 1100, height: 1000, deviceScaleFactor: 1 });
  await shootBoth(options, 'settings');
} finally {
  await browser.close();
}
