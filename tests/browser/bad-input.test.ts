import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import { defaultSettings, settingsVersion } from '../../utils/domain/settings/settings.ts';
import { store, stored } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';

const say = (key: keyof typeof messages) => messages[key].message;

/** Enters a text as a user does: replaces the field's content and goes on to the next field. */
async function enter(page: Page, field: string, text: string): Promise<void> {
  const input = await page.locator(`input#${field}`).waitHandle();
  await input.evaluate((element) => element.select());
  await page.keyboard.press('Backspace');
  if (text) await page.keyboard.sendCharacter(text);
  await page.keyboard.press('Tab');
}

describe('bad input', () => {
  let browser: ExtensionBrowser;
  let page: Page;
  /** Shows a page in a new tab, because the tab before may hold changes and would ask about them. */
  const show = async (path: string) => {
    const before = page as Page | undefined;
    page = await browser.openPage(path);
    await before?.close();
  };
  beforeAll(async () => {
    browser = await launchBrowser({ extensionDir, microphone: 'granted', grantedOrigins: testOrigins });
    await show('options.html#/settings/profiles/new/whip');
  });
  afterAll(() => browser.close());

  const shows = (key: keyof typeof messages) =>
    waitFor(`"${say(key)}"`, () =>
      page.$eval('body', (body, text) => body.innerText.includes(text), say(key)),
    );
  const hides = (key: keyof typeof messages) =>
    waitFor(`no "${say(key)}"`, () =>
      page.$eval('body', (body, text) => !body.innerText.includes(text), say(key)),
    );
  const save = () => page.locator(`::-p-aria(${say('form_save')}[role="button"])`).click();

  it.each([
    ['', 'problem_url_empty'],
    ['speech.example/whip', 'problem_url_invalid'],
    ['not a url', 'problem_url_invalid'],
    ['ws://speech.example/whip', 'problem_url_scheme'],
    ['javascript://speech.example/%0aalert(1)', 'problem_url_scheme'],
    ['https://user:secret@speech.example/whip', 'problem_url_credentials'],
    ['https://[::1/whip', 'problem_url_invalid'],
  ] as const)('in the address is shown as an error at the field: %j', async (text, key) => {
    await enter(page, 'profile-url', text);
    await shows(key);
  });

  it.each(['http://[::1]:8080/whip', 'https://字幕.example/whip'])(
    'does not include an IPv6 or internationalised address: %s',
    async (text) => {
      await enter(page, 'profile-url', 'not a url');
      await shows('problem_url_invalid');
      await enter(page, 'profile-url', text);
      await hides('problem_url_invalid');
    },
  );

  it('keeps the form from being saved, which says how many errors there are', async () => {
    await enter(page, 'profile-name', ' ');
    await enter(page, 'profile-url', 'ftp://speech.example');
    await save();
    await shows('problem_name_empty');
    await shows('problem_url_scheme');
    expect(await stored(browser, 'settings')).toBeUndefined();
  });

  it('in an ICE server is shown at that server: a TURN server without a credential, an invalid address', async () => {
    await enter(page, 'ice-0-url', 'turn:relay.example:3478');
    await shows('problem_turn_credential_missing');
    await enter(page, 'ice-0-url', 'https://relay.example');
    await shows('problem_ice_url_invalid');
    await enter(page, 'ice-0-url', 'stun:stun.example:3478');
    await hides('problem_ice_url_invalid');
  });

  it.each(['0', '4', '1001', '50.5', ''])(
    'in a number is shown as an error at the field, and not saved: %j',
    async (text) => {
      await show('options.html#/settings/watch');
      await enter(page, 'watch-error-threshold', text);
      await waitFor('the range', () =>
        page.$eval('input#watch-error-threshold', (input) => input.getAttribute('aria-invalid') === 'true'),
      );
      expect(await stored(browser, 'settings')).toBeUndefined();
    },
  );

  it('with markup in a name is shown as plain text on every page', async () => {
    await show('options.html#/settings/profiles/new/whip');
    const name = '<img src=x onerror="document.title=1">';
    await enter(page, 'profile-name', name);
    await enter(page, 'profile-url', 'http://127.0.0.1:9/whip');
    await save();
    await waitFor('the profile to be saved', async () =>
      JSON.stringify((await stored(browser, 'settings')) ?? '').includes('onerror'),
    );
    await show('options.html#/settings');
    await waitFor('the list', () => page.$eval('body', (body, text) => body.innerText.includes(text), name));
    const popup = await openPopup(browser);
    await waitFor('the choice', async () => (await popup.text()).includes(name));
    expect(await page.$$('img[src="x"]')).toEqual([]);
    expect(await popup.page.$$('img[src="x"]')).toEqual([]);
    await popup.close();
  });

  it.each<[string, unknown, keyof typeof messages]>([
    ['corrupt', { version: 1, profiles: 'gone' }, 'unreadable_broken_title'],
    ['of a future version', { version: settingsVersion + 1 }, 'unreadable_newer_title'],
    [
      'hostile',
      JSON.parse('{"version": 1, "constructor": {"prototype": {"ok": true}}, "__proto__": {"profiles": []}}'),
      'unreadable_broken_title',
    ],
    [
      'hostile in a name',
      { ...defaultSettings(), profiles: [whipProfile({ url: 'https://a.example', name: '' })] },
      'unreadable_broken_title',
    ],
  ])(
    'in stored settings that are %s is reported, and the settings stay as they are',
    async (_name, bad, key) => {
      await store(browser, 'settings', bad);
      const before = await stored(browser, 'settings');
      const popup = await openPopup(browser);
      await waitFor('the sentence', async () => (await popup.text()).includes(say(key)));
      await popup.close();
      await show('options.html#/settings');
      await shows(key);
      expect(await stored(browser, 'settings')).toEqual(before);
    },
  );
});
