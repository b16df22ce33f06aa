import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { launchBrowser, type ExtensionBrowser } from '../../tests/support/browser/launch-browser.ts';
import { drivePopup } from '../../tests/support/browser/popup.ts';
import { chooseProfile, jsonOfferProfile, testOrigins } from '../../tests/support/browser/profiles.ts';
import { seedHistory } from '../../tests/support/browser/seed-history.ts';
import { waitFor } from '../../tests/support/browser/wait-for.ts';
import { extensionDir } from '../../tests/support/extension-dir.ts';
import { pastSessions } from '../../tests/support/history/past-sessions.ts';
import { textsOf, type Language } from '../../tests/support/messages.ts';
import { startAiortc } from '../../tests/support/peers/aiortc.ts';
import { speechFile } from '../../tests/support/speech.ts';
import { picturePage, tilePage } from './picture-page.ts';
import type { storePictures } from './store-pictures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const size = { width: 1280, height: 800, deviceScaleFactor: 1 };
/** A name that belongs to nobody (RFC 2606), under which the browser finds the server beside it. */
const serverName = 'speech.example';

/** Takes the pictures of the stores' page in one language, of the shipped build, into store/pictures. */
export async function shootStore(language: Language): Promise<void> {
  const folder = join(root, 'store', 'pictures', language);
  await mkdir(folder, { recursive: true });
  const { captions } = JSON.parse(await readFile(join(root, 'store', `${language}.json`), 'utf8')) as {
    captions: Record<(typeof storePictures)[number], string>;
  };
  const browser = await launchBrowser({
    extensionDir,
    audioFile: await speechFile(),
    microphone: 'granted',
    grantedOrigins: [...testOrigins, `http://${serverName}/*`],
    extraArgs: [`--host-resolver-rules=MAP ${serverName} 127.0.0.1`],
    lang: language,
  });
  const path = (name: string) => join(folder, `${name}.png`);
  const shootPopup = async (popup: Page, name: string) => {
    const png = await popup.screenshot({ encoding: 'base64' });
    const page = await browser.browser.newPage();
    await page.setViewport(size);
    await page.setContent(picturePage(captions[name] ?? '', png, language), { waitUntil: 'load' });
    await page.screenshot({ path: path(name) });
    await page.close();
  };
  try {
    await shootOptions(browser, path);
    await shootPopups(browser, language, shootPopup);
    if (language === 'en') await shootTile(browser);
  } finally {
    await browser.close();
  }
}

const spoken: Record<Language, { name: string; words: string }> = {
  en: { name: 'Studio', words: 'The harbour was quiet before the storm.' },
  ja: { name: 'スタジオ', words: '嵐の前、港は静かだった。' },
};

async function shootPopups(
  browser: ExtensionBrowser,
  language: Language,
  shoot: (popup: Page, name: string) => Promise<void>,
): Promise<void> {
  const { t } = textsOf(language);
  const page = await browser.openPage('popup.html');
  await inLight(page);
  const popup = drivePopup(page);
  await popup.waitForPhase('idle');
  await using stack = new AsyncDisposableStack();
  const server = await startAiortc();
  stack.defer(server.stop);
  const url = server.url.replace('127.0.0.1', serverName);
  const { name, words } = spoken[language];
  await chooseProfile(browser, jsonOfferProfile({ name, url }));
  await popup.click(t('popup_start'));
  await popup.waitForPhase('live');
  await waitFor('a clock that has moved', async () => (await popup.text()).includes('0:00:08'));
  await server.send(JSON.stringify({ type: 'transcript', text: words }));
  await waitFor('the words', async () => (await popup.text()).includes(words));
  await fitPopup(page);
  const isHeard = () =>
    page.$eval('meter', ({ value }) => value > 0.5 && document.querySelectorAll('.proofs .fresh').length > 3);
  await waitFor('a word that is heard', isHeard);
  await shoot(page, 'live');
  await page.bringToFront();
  server.freeze();
  await popup.waitForPhase('recovering');
  await waitFor('a clock that has moved', async () => (await popup.text()).includes('0:00:04'));
  await fitPopup(page);
  await shoot(page, 'recovering');
  server.thaw();
  await popup.waitForPhase('live');
  await popup.click(t('popup_stop'));
  await page.close();
}

async function shootOptions(browser: ExtensionBrowser, path: (name: string) => string): Promise<void> {
  const first = await browser.openPage('options.html#/history');
  await first.waitForSelector('h1');
  await seedHistory(browser, pastSessions({ count: 60, now: Date.now(), withSamples: 12 }));
  await first.close();
  const options = await browser.openPage('options.html#/history');
  await inLight(options);
  await options.setViewport(size);
  await options.waitForSelector('[role="grid"] [data-outcome]');
  await options.screenshot({ path: path('history') });
  // A session that was interrupted has more to show.
  await options.goto(browser.urlOf('options.html#/history?interrupted=1'));
  const link = await options.waitForSelector('[role="grid"] a');
  await link?.click();
  await options.waitForSelector('.charts .line');
  await options.screenshot({ path: path('session') });
  await options.goto(browser.urlOf('options.html#/settings/recovery'));
  await options.waitForSelector('#section-recovery');
  await options.screenshot({ path: path('settings') });
  await options.close();
}

async function shootTile(browser: ExtensionBrowser): Promise<void> {
  const page = await browser.browser.newPage();
  await page.setViewport({ width: 440, height: 280, deviceScaleFactor: 1 });
  await page.setContent(tilePage(await readFile(join(root, 'docs', 'icon.svg'), 'utf8')));
  await page.screenshot({ path: join(root, 'store', 'pictures', 'tile.png') });
  await page.close();
}

/** Without motion, no picture shows a transition of colours. */
const inLight = (page: Page) =>
  page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: 'light' },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);

/** Makes the window as high as its content, as the browser does with a popup. */
async function fitPopup(page: Page): Promise<void> {
  await page.setViewport({ width: 360, height: 100, deviceScaleFactor: 2 });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewport({ width: 360, height, deviceScaleFactor: 2 });
}
