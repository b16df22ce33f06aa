// `npm run screenshots`: takes the README's pictures of the shipped build, in both themes: the popup live on the loopback
// profile, and the pages with weeks of made-up sessions behind them.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { seedHistory } from '../support/browser/seed-history.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { pastSessions } from '../support/history/past-sessions.ts';
import { speechFile } from '../support/speech.ts';

const folder = fileURLToPath(new URL('../../docs', import.meta.url));

/** Two pictures: `<name>.png` and `<name>-dark.png`. */
async function shoot(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark']) {
    // Without motion nothing is caught on its way from one colour to the other.
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    const file = scheme === 'light' ? `${name}.png` : `${name}-dark.png`;
    await page.screenshot({ path: join(folder, file) });
  }
}

/** As high as what it shows, as the browser makes a popup. */
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
  await shoot(popup.page, 'popup-live');
  await popup.stop();
  await popup.waitForPhase('idle');

  const past = pastSessions({ count: 80, now: Date.now(), withSamples: 12 });
  await seedHistory(browser, past);
  const options = await browser.openPage('options.html#/history');
  await options.setViewport({ width: 1100, height: 760, deviceScaleFactor: 1 });
  await waitFor('the bands of the list', async () => (await options.$$('[data-outcome] rect')).length > 12);
  await shoot(options, 'history');

  // Of those with figures the one that has most to tell.
  const told = past.rows
    .slice(0, 12)
    .reduce((one, other) =>
      other.warnings + other.interruptions > one.warnings + one.interruptions ? other : one,
    );
  await options.goto(browser.urlOf(`options.html#/sessions/${told.id}`));
  await options.waitForSelector('.charts .line');
  await options.focus('input[type="range"]');
  await options.keyboard.press('End');
  for (let step = 0; step < 12; step += 1) await options.keyboard.press('ArrowLeft');
  await options.evaluate(() => scrollTo(0, 0));
  await shoot(options, 'session');

  await options.goto(browser.urlOf('options.html#/settings'));
  await options.waitForSelector('::-p-aria(Settings[role="heading"])');
  await shoot(options, 'settings');
} finally {
  await browser.close();
}
