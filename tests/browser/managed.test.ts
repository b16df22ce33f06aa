import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import example from '../../docs/policy-example.json' with { type: 'json' };
import { defaultSettings, type Settings } from '../../utils/domain/settings/settings.ts';
import { axeFindings } from '../support/browser/axe-findings.ts';
import { stored } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { whyNoPolicy, writePolicy } from '../support/browser/managed-policy.ts';
import { openPopup } from '../support/browser/popup.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';

const impossible = whyNoPolicy();
if (impossible)
  console.warn(`Not tested: an administrator's policy in a real browser, because ${impossible}.`);

async function launchUnder(policy: object) {
  const remove = await writePolicy(extensionDir, policy);
  try {
    const browser = await launchBrowser({ extensionDir, microphone: 'granted' });
    // Waits for the browser's answer, because before it no policy was ever read (browser-start.test.ts is
    // about that).
    await browser.evaluate(() => chrome.storage.managed.get());
    return { browser, close: () => browser.close().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function openSettings(browser: ExtensionBrowser, place = ''): Promise<Page> {
  const page = await browser.openPage(`options.html#/settings${place}`);
  await page.waitForSelector('h1');
  await page.waitForSelector('input');
  return page;
}

/** Goes to another section of the settings, as a link in their rail would. */
async function goTo(page: Page, section: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), `#/settings/${section}`);
  await page.waitForSelector(`#section-${section}`);
}

const isDisabled = (page: Page, selector: string) =>
  page.$eval(selector, (element) => element.matches(':disabled'));
const textOf = (page: Page) => page.$eval('body', (body) => body.innerText);

describe.skipIf(impossible)('under the example policy, which a real browser has read', () => {
  let browser: ExtensionBrowser;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const policy = Object.values(example['3rdparty'].extensions)[0] ?? {};
    ({ browser, close } = await launchUnder(policy));
  });
  afterAll(() => close());

  it('the popup starts with the profile of the policy', async () => {
    const popup = await openPopup(browser);
    await popup.waitForPhase('idle');
    expect(await popup.page.$eval('#profile', (select) => (select as HTMLSelectElement).value)).toBe(
      'newsroom',
    );
    expect(await popup.text()).toContain('media.example');
    await popup.close();
  });

  it('a locked setting is disabled and says so, and a preset one can be changed for good', async () => {
    const page = await openSettings(browser, '/watch');
    expect(await textOf(page)).toContain('Set by your administrator.');
    expect(await isDisabled(page, '#watch-error-threshold')).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    await goTo(page, 'recovery');
    expect(await isDisabled(page, 'input[name="recovery-mode"]')).toBe(true);
    await goTo(page, 'microphone');
    expect(await isDisabled(page, '#microphone-noise-suppression')).toBe(false);
    expect(
      await page.$eval('#microphone-noise-suppression', (box) => (box as HTMLInputElement).checked),
    ).toBe(false);
    await page.locator('#microphone-noise-suppression').click();
    await waitFor('the change to be stored', async () => {
      const settings = (await stored(browser, 'settings')) as Settings | undefined;
      return settings?.microphone.noiseSuppression;
    });
    await page.reload();
    await page.waitForSelector('#microphone-noise-suppression');
    expect(
      await page.$eval('#microphone-noise-suppression', (box) => (box as HTMLInputElement).checked),
    ).toBe(true);
    await page.close();
  });

  it('only the locked fields of a profile are disabled', async () => {
    const page = await openSettings(browser, '/profiles/newsroom');
    expect(await isDisabled(page, '#profile-url')).toBe(true);
    expect(await isDisabled(page, '#ice-0-url')).toBe(true);
    expect(await isDisabled(page, '#profile-token')).toBe(false);
    expect(await isDisabled(page, '#profile-name')).toBe(false);
    await page.close();
  });

  it('a lock holds even where another program has changed the stored settings', async () => {
    await browser.evaluate(
      (settings) => chrome.storage.local.set({ settings }),
      JSON.parse(
        JSON.stringify({ ...defaultSettings(), watch: { ...defaultSettings().watch, errorThreshold: 500 } }),
      ) as Record<string, unknown>,
    );
    const page = await openSettings(browser, '/watch');
    expect(await page.$eval('#watch-error-threshold', (field) => (field as HTMLInputElement).value)).toBe(
      '50',
    );
    await page.close();
  });
});

describe.skipIf(impossible)('under a policy with a part that cannot be used', () => {
  it('that part is named, and the rest is in force', async () => {
    const { browser, close } = await launchUnder({
      settings: { keepAwake: false, watch: { errorThreshold: 1 } },
      locked: ['keepAwake', 'colour'],
    });
    try {
      const page = await openSettings(browser, '/behaviour');
      const text = await textOf(page);
      expect(text).toContain('watch.errorThreshold This number is out of range.');
      expect(text).toContain('colour There is no setting of this name.');
      expect(await isDisabled(page, '#keep-awake')).toBe(true);
      expect(await page.$eval('#keep-awake', (box) => (box as HTMLInputElement).checked)).toBe(false);
    } finally {
      await close();
    }
  });
});
