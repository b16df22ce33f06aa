import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../../utils/domain/settings.ts';
import { store } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { speechFile } from '../support/speech.ts';

/** WCAG 2.2 AA and what axe calls best practice. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations: found, passes } = (await page.evaluate('axe.run()')) as AxeResults;
  if (passes.length === 0) throw new Error('axe has looked at nothing');
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

function withMicrophone(deviceId: string): Settings {
  const defaults = defaultSettings();
  return { ...defaults, microphone: { ...defaults.microphone, deviceId } };
}

describe.each(['light', 'dark'])('in the %s theme', (scheme) => {
  let browser: ExtensionBrowser;
  beforeAll(async () => {
    browser = await launchBrowser({
      extensionDir,
      audioFile: await speechFile(),
      microphone: 'granted',
      grantedOrigins: testOrigins,
    });
  });
  afterAll(() => browser.close());

  const dress = (page: Page) =>
    page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);

  it('the popup has nothing for axe to find: idle, live, over a stand-in, muted and failed', async () => {
    const popup = await openPopup(browser);
    await dress(popup.page);
    await popup.waitForPhase('idle');
    expect(await violations(popup.page)).toEqual([]);
    await popup.start();
    await popup.waitForPhase('live');
    expect(await violations(popup.page)).toEqual([]);
    await store(browser, 'settings', withMicrophone('left-at-home'));
    await popup.page.waitForSelector('::-p-aria(Try again[role="button"])');
    expect(await violations(popup.page)).toEqual([]);
    await popup.click('Mute');
    expect(await violations(popup.page)).toEqual([]);
    await popup.stop();
    await popup.waitForPhase('idle');
    await store(browser, 'settings', {
      ...defaultSettings(),
      profiles: [whipProfile({ url: 'http://127.0.0.1:9/whip' })],
      activeProfileId: 'test-server',
    });
    await popup.start();
    await popup.waitForPhase('failed');
    expect(await violations(popup.page)).toEqual([]);
    await popup.close();
  });

  it.each([
    ['history', 'options.html#/history'],
    ['settings', 'options.html#/settings'],
    ['a profile', 'options.html#/settings/profiles/test-server'],
    ['a new profile', 'options.html#/settings/profiles/new/openai-realtime'],
    ['permission', 'permission.html'],
  ])('the page %s has nothing for axe to find', async (_name, path) => {
    const page = await browser.openPage(path);
    await dress(page);
    await page.waitForSelector('h1');
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it('a session’s details have nothing for axe to find', async () => {
    const page = await browser.openPage('options.html#/history');
    await dress(page);
    await page.locator('a[href^="#/sessions/"]').click();
    await page.waitForSelector('.log');
    expect(await violations(page)).toEqual([]);
    await page.close();
  });
});
