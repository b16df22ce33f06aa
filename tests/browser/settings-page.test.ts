import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaultSettings, settingsVersion, type Settings } from '../../utils/domain/settings/settings.ts';
import { exportFormat, exportVersion } from '../../utils/history/export/export-format.ts';
import { axeFindings } from '../support/browser/axe-findings.ts';
import { badgeText, databaseRows, store, stored } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { microphoneTracks } from '../support/browser/page-media.ts';
import { openPopup } from '../support/browser/popup.ts';
import { openAiProfile, testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { pastSessions } from '../support/history/past-sessions.ts';
import { textsOf } from '../support/messages.ts';
import { speechFile } from '../support/speech.ts';

let browser: ExtensionBrowser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steadymic-downloads-'));
  browser = await launchBrowser({
    extensionDir,
    audioFile: await speechFile(),
    microphone: 'granted',
    grantedOrigins: testOrigins,
  });
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await browser.evaluate(() => chrome.storage.local.clear());
  for (const page of await browser.browser.pages()) {
    if (page.url().startsWith('chrome-extension:')) await page.close();
  }
});

const someProfiles: Settings = {
  ...defaultSettings(),
  profiles: [
    ...defaultSettings().profiles,
    whipProfile({ url: 'http://127.0.0.1:9/whip', name: 'Studio', token: 'whip-secret' }),
    openAiProfile({ url: 'http://127.0.0.1:9/v1/realtime/calls', id: 'openai', name: 'OpenAI' }),
  ],
};

async function openSettings(place = '', settings: Settings = someProfiles): Promise<Page> {
  await store(browser, 'settings', settings);
  const page = await browser.openPage(`options.html#/settings${place}`);
  await page.waitForSelector('form, .sections, .ways');
  return page;
}

const button = (page: Page, name: string) => page.locator(`::-p-aria(${name}[role="button"])`);
const settingsNow = async () => (await stored(browser, 'settings')) as Settings;
const says = (page: Page, text: string) =>
  waitFor(`the page to say: ${text}`, () =>
    page.$eval('body', (body, wanted) => body.innerText.includes(wanted), text),
  );
const scheme = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);

describe('the check of the microphone', () => {
  const texts = textsOf('en');
  const liveTracks = async (page: Page) =>
    (await microphoneTracks(page)).filter(({ readyState }) => readyState === 'live').length;

  async function listen(page: Page): Promise<void> {
    await button(page, texts.t('check_start')).click();
    // One microphone has a level of its own, and each of the others has one beside it.
    await page.waitForSelector('.check li meter');
    const shown = await page.$$eval('.check meter', (meters) => meters.length);
    await expect.poll(() => liveTracks(page)).toBe(shown);
  }

  async function isLetGo(page: Page): Promise<void> {
    await expect.poll(() => liveTracks(page)).toBe(0);
    await says(page, texts.t('check_unseen'));
  }

  it('closes the microphone in a tab that stays hidden, and in one that the browser puts to sleep', async () => {
    const page = await openSettings('/microphone');
    // On this page, half a minute is over at once.
    await page.evaluateOnNewDocument(() => {
      const later = window.setTimeout.bind(window);
      const soon = (call: TimerHandler, ms?: number) => later(call, ms === 30_000 ? 0 : ms);
      Object.assign(window, { setTimeout: soon });
    });
    await page.reload();
    await listen(page);
    const other = await browser.browser.newPage();
    await other.bringToFront();
    await isLetGo(page);
    await other.close();

    await page.bringToFront();
    await listen(page);
    const client = await page.createCDPSession();
    await client.send('Page.setWebLifecycleState', { state: 'frozen' });
    await client.send('Page.setWebLifecycleState', { state: 'active' });
    await isLetGo(page);
  });
});

describe('export and import', () => {
  async function downloadHere(page: Page): Promise<void> {
    const client = await page.createCDPSession();
    await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  }

  async function downloaded(ending: string): Promise<string> {
    const name = await waitFor('the file', async () =>
      (await readdir(folder)).find((each) => each.endsWith(ending)),
    );
    return join(folder, name);
  }

  async function exported(page: Page): Promise<{ path: string; text: string }> {
    await downloadHere(page);
    await button(page, 'Export the settings').click();
    const path = await downloaded('.json');
    return { path, text: await readFile(path, 'utf8') };
  }

  async function choose(page: Page, place: '#import-file' | '#import-sessions', path: string): Promise<void> {
    const input = await page.waitForSelector<`input${typeof place}`>(`input${place}`);
    if (!input) throw new Error('There is no place for a file.');
    await input.uploadFile(path);
  }
  const historyNow = async () => ({
    sessions: await databaseRows(browser, 'sessions'),
    events: await databaseRows(browser, 'events'),
  });

  it('carry the settings from one install to another, where the credentials are entered', async () => {
    const page = await openSettings('/transfer');
    const { path, text } = await exported(page);
    expect(text).not.toContain('whip-secret');
    await page.close();

    const elsewhere = await openSettings('/transfer', { ...defaultSettings(), keepAwake: false });
    await choose(elsewhere, '#import-file', path);
    await elsewhere.waitForSelector('dialog[open]');
    await says(elsewhere, 'The profile “Studio” (WHIP) is added.');
    const [first] = await elsewhere.$$('dialog input');
    await first?.type('entered');
    await button(elsewhere, 'Import').click();
    await says(elsewhere, 'The settings were imported.');
    const { profiles, keepAwake } = await settingsNow();
    expect(keepAwake).toBe(true);
    expect(profiles.map(({ name }) => name)).toEqual(['Loopback', 'Studio']);
    expect(profiles[1]).toMatchObject({ token: 'entered' });
    await button(elsewhere, 'Undo').click();
    await says(elsewhere, 'The change was undone.');
    expect((await settingsNow()).keepAwake).toBe(false);
  });

  const far = 'x'.repeat(50 * 1024 * 1024);
  const settingsFile = (changes: object) => JSON.stringify({ ...someProfiles, ...changes });
  it.each<[name: string, content: string, sentence: string]>([
    ['of 50 MB', far, 'This file is far larger than settings ever are. Nothing was changed.'],
    [
      'that ends in the middle',
      settingsFile({}).slice(0, -100),
      'This file is damaged or incomplete, and cannot be read. Nothing was changed.',
    ],
    [
      'of a future version',
      settingsFile({ version: settingsVersion + 1 }),
      'This file is from a newer SteadyMic. Update the extension, then import it again. Nothing was changed.',
    ],
    [
      'of another program',
      '{"PeerConnections": {}}',
      'This file holds something other than SteadyMic’s settings. Nothing was changed.',
    ],
    [
      'with a prototype in the place of settings',
      `{"version": ${String(settingsVersion)}, "profiles": [], "__proto__": {"keepAwake": false}}`,
      'Parts of this file are not valid settings. Nothing was changed.',
    ],
    [
      'with an address that is a script',
      settingsFile({ profiles: [{ ...someProfiles.profiles[1], url: 'javascript:alert(1)' }] }),
      'Parts of this file are not valid settings. Nothing was changed.',
    ],
    [
      'as deep as a well',
      settingsFile({}).replace(/"keepAwake":\w+/, `"keepAwake":${'['.repeat(1e5)}${']'.repeat(1e5)}`),
      'Parts of this file are not valid settings. Nothing was changed.',
    ],
  ])('refuse a file %s with a sentence, and change nothing', async (_name, content, sentence) => {
    const page = await openSettings('/transfer');
    const path = join(folder, 'refused.txt');
    await writeFile(path, content);
    await choose(page, '#import-file', path);
    await says(page, sentence);
    expect(await page.$('dialog')).toBeNull();
    expect(await settingsNow()).toEqual(someProfiles);
  });

  const past = pastSessions({ count: 2, now: Date.UTC(2026, 10, 20) });
  const historyFile = (changes: object = {}) => {
    const sessions = past.rows.map(({ id }) => ({
      id,
      events: past.events
        .filter(({ sessionId }) => sessionId === id)
        .map(({ sessionId: _, ...event }) => event),
      samples: [],
    }));
    return JSON.stringify({ format: exportFormat, version: exportVersion, sessions, ...changes });
  };
  const event = { writer: 'host', seq: 1, at: Date.UTC(2026, 10, 20), kind: 'stop-requested' };
  const withEvent = (changes: object) =>
    historyFile({ sessions: [{ id: 'bad', events: [{ ...event, ...changes }], samples: [] }] });
  it.each<[name: string, content: string, sentence: string]>([
    [
      'of 50 MB that is no JSON',
      far,
      'This file cannot be read: it is not JSON, or it ends in the middle. Nothing was changed.',
    ],
    [
      'that ends in the middle',
      historyFile().slice(0, -100),
      'This file cannot be read: it is not JSON, or it ends in the middle. Nothing was changed.',
    ],
    [
      'of a future version',
      historyFile({ version: exportVersion + 1 }),
      'This export is from a newer SteadyMic. Update the extension first. Nothing was changed.',
    ],
    [
      'of another program',
      '{"PeerConnections": {}}',
      'This is not an export of SteadyMic’s history. Nothing was changed.',
    ],
    [
      'with markup where none can be',
      withEvent({ html: '<img src=x onerror=alert(1)>' }),
      'This export holds something that no export has. Nothing was changed.',
    ],
    [
      'with a moment that no date can have',
      withEvent({ at: 1e300 }),
      'This export holds something that no export has. Nothing was changed.',
    ],
  ])('refuse a history %s with a sentence, and take in nothing', async (_name, content, sentence) => {
    const page = await openSettings('/history');
    const before = await historyNow();
    const path = join(folder, 'refused.txt');
    await writeFile(path, content);
    await choose(page, '#import-sessions', path);
    await says(page, sentence);
    expect(await page.$('dialog')).toBeNull();
    expect(await historyNow()).toEqual(before);
  });

  it('bring a history back after the deletion of everything', async () => {
    const page = await openSettings('/history');
    const path = join(folder, 'history.json');
    await writeFile(path, historyFile());
    await choose(page, '#import-sessions', path);
    await says(page, 'Import 2 sessions?');
    await button(page, 'Import them').click();
    await says(page, '2 sessions were imported.');
    const before = await historyNow();
    expect(before.sessions).toHaveLength(2);
    expect(before.events).toHaveLength(past.events.length);

    await downloadHere(page);
    await page.evaluate(() => (location.hash = '#/history'));
    await button(page, 'Choose all').click();
    await button(page, 'Export…').click();
    await button(page, 'Save the file').click();
    const saved = await downloaded('-sessions.json');

    await page.evaluate(() => (location.hash = '#/settings/history'));
    await button(page, 'Delete everything…').click();
    await says(
      page,
      '2 sessions with their events, figures, text and recordings will be gone for good, which frees about',
    );
    await button(page, 'Delete everything').click();
    await says(page, '2 sessions were deleted.');
    for (const store of ['sessions', 'events', 'samples', 'sampleMinutes']) {
      expect(await databaseRows(browser, store)).toEqual([]);
    }

    await choose(page, '#import-sessions', saved);
    await button(page, 'Import them').click();
    await says(page, '2 sessions were imported.');
    expect(await historyNow()).toEqual(before);
  });
});

describe('a form with changes', () => {
  it.each<[string, (page: Page) => Promise<unknown>]>([
    ['a link', (page) => page.locator('a[href="#/history"]').click()],
    ['Back', (page) => page.evaluate(() => history.back())],
  ])('is not left by %s without a question', async (_name, go) => {
    const page = await openSettings();
    await page.locator('a[href="#/settings/profiles/test-server"]').click();
    await page.locator('#profile-name').fill('Renamed');
    await go(page);
    await says(page, 'Leave without saving?');
    await button(page, 'Cancel').click();
    expect(await page.$eval('#profile-name', (input) => (input as HTMLInputElement).value)).toBe('Renamed');
    await go(page);
    await says(page, 'Leave without saving?');
    await page.locator('dialog .danger').click();
    await waitFor('another page', async () => !(await page.$('#profile-name')));
    expect((await settingsNow()).profiles[1]?.name).toBe('Studio');
  });

  it('is left without a question after it was saved', async () => {
    const page = await openSettings('/profiles/test-server');
    await page.locator('#profile-name').fill('Renamed');
    await button(page, 'Save').click();
    await says(page, 'The profile “Renamed” was saved');
    expect(await page.$('dialog')).toBeNull();
  });
});

describe('the microphone', () => {
  it('shows its level, and plays three seconds that it recorded', async () => {
    const page = await openSettings('/microphone');
    await button(page, 'Switch on the microphone').click();
    await waitFor('a level', () => page.$eval('meter', (meter) => meter.value > 0.1));
    await button(page, 'Record 3 seconds').click();
    await says(page, 'This is how you sound.');
    await page.waitForSelector('::-p-aria(Play it again[role="button"])');
    await button(page, 'Switch off the microphone').click();
    await page.waitForSelector('::-p-aria(Switch on the microphone[role="button"])');
  });

  it('is explained where it is blocked, and once it is allowed no session starts by itself', async () => {
    await browser.setMicrophonePermission('denied');
    try {
      const page = await openSettings('/microphone');
      await button(page, 'Allow the microphone').click();
      await page.waitForSelector('[data-reason="microphone-refused"] [data-step="open-site-settings"]');
      await browser.setMicrophonePermission('granted');
      await page.waitForSelector('::-p-aria(Switch on the microphone[role="button"])');
      expect(await page.$('[data-reason="microphone-refused"]')).toBeNull();
      expect(await badgeText(browser)).toBe('');
      const pages = browser.browser.targets().map((target) => target.url());
      expect(pages).not.toContain(browser.urlOf('permission.html'));
    } finally {
      await browser.setMicrophonePermission('granted');
    }
  });
});

describe('how SteadyMic looks', () => {
  it('follows the theme on every page, and from the first paint of the next', async () => {
    const page = await openSettings('/behaviour');
    await expect.poll(() => scheme(page)).toBe('light dark');
    await page.locator('input[name="theme"][value="dark"]').click();
    await waitFor('the dark theme', async () => (await scheme(page)) === 'dark');
    const popup = await browser.openPage('popup.html');
    expect(await scheme(popup)).toBe('dark');
    await page.bringToFront();
    await page.locator('input[name="theme"][value="system"]').click();
    await waitFor('the system’s theme', async () => (await scheme(popup)) === 'light dark');
  });

  it('shows no badge where that is not wanted, also while live', async () => {
    const page = await openSettings('/behaviour', defaultSettings());
    const popup = await openPopup(browser);
    await popup.start();
    await popup.waitForPhase('live');
    await waitFor('the badge', async () => (await badgeText(browser)) === 'ON');
    await page.bringToFront();
    await page.locator('#badge').click();
    await waitFor('no badge', async () => (await badgeText(browser)) === '');
    await popup.page.bringToFront();
    await popup.stop();
    await popup.waitForPhase('idle');
  });

  it('shows the keys that the browser has for its commands', async () => {
    const page = await openSettings('/shortcuts');
    await says(page, 'Start or stop');
    await expect.poll(() => page.$$eval('kbd, dl .hint', (items) => items.length)).toBe(3);
  });
});

describe('the servers that may be contacted', () => {
  const granted = () =>
    browser.evaluate(async () => ((await chrome.permissions.getAll()).origins ?? []).toSorted());
  /** Grants an access again: one that was granted once is granted without a question. */
  const grantAll = async (page: Page) =>
    expect(
      await page.evaluate((wanted) => chrome.permissions.request({ origins: wanted }), testOrigins),
    ).toBe(true);

  it('are listed, and what no profile uses is given back by a click, the rest with its last profile', async () => {
    const profiles = [...defaultSettings().profiles, whipProfile({ url: 'http://127.0.0.1:9/whip' })];
    await store(browser, 'settings', { ...defaultSettings(), profiles });
    const page = await browser.openPage('options.html#/settings/profiles');
    // What a profile of an earlier test had went with it.
    await grantAll(page);
    await page.waitForSelector('.origins li');
    expect(await granted()).toEqual(testOrigins);
    await page.locator('.origins button').click();
    await waitFor('the unused one to be gone', async () => (await granted()).join() === 'http://127.0.0.1/*');
    await page.locator('[aria-label="Delete “Test server”"]').click();
    await page.locator('dialog button.danger, dialog button[type="submit"]').click();
    await waitFor('the other one to be gone', async () => (await granted()).length === 0);
    await page.waitForSelector('.origins', { hidden: true });
    await page.locator('.place button').click();
    await waitFor('it to be back by the undo', async () => (await granted()).join() === 'http://127.0.0.1/*');
    await waitFor('the profile to be saved', async () => (await settingsNow()).profiles.length === 2);
    // No page removes the profile now, as when an administrator's policy does.
    await store(browser, 'settings', defaultSettings());
    await waitFor('the worker to have given it back', async () => (await granted()).length === 0);
    await grantAll(page);
  });
});

describe('by keyboard alone', () => {
  it('a profile can be moved, and its button keeps the focus', async () => {
    const page = await openSettings();
    await page.focus('::-p-aria(Move “Studio” down[role="button"])');
    await page.keyboard.press('Enter');
    await says(page, '“Studio” is now number 3 of 3.');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await expect.poll(focused).toBe('Move “Studio” down');
    await expect
      .poll(async () => (await settingsNow()).profiles.map(({ name }) => name))
      .toEqual(['Loopback', 'OpenAI', 'Studio']);
  });

  it('a dialog takes the focus, gives it back, and closes with Escape', async () => {
    const page = await openSettings('/transfer');
    await page.focus('::-p-aria(Reset all settings[role="button"])');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]');
    expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await waitFor('no dialog', async () => !(await page.$('dialog')));
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent.trim()))
      .toBe('Reset all settings');
  });
});

describe('the settings in the state', () => {
  const states: [string, string, (page: Page) => Promise<unknown>][] = [
    ['as they are', '', () => Promise.resolve()],
    ['as experts see them', '/watch', () => Promise.resolve()],
    [
      'with a new address',
      '/add',
      async (page) => {
        await page.locator('#new-address').fill('https://media.example/whip');
      },
    ],
    [
      'about to be reset',
      '/transfer',
      async (page) => {
        await button(page, 'Reset all settings').click();
        await page.waitForSelector('dialog[open]');
      },
    ],
    [
      'with the microphone on',
      '/microphone',
      async (page) => {
        await button(page, 'Switch on the microphone').click();
        await page.waitForSelector('::-p-aria(Switch off the microphone[role="button"])');
      },
    ],
    [
      'of a profile with mistakes',
      '/profiles/test-server',
      async (page) => {
        await page.locator('#profile-url').fill('nonsense');
        await button(page, 'Add an ICE server').click();
        await page.locator('.turn-rest > summary').click();
        await button(page, 'Save').click();
      },
    ],
    [
      'of a profile whose test failed',
      '/profiles/test-server',
      async (page) => {
        await button(page, 'Test').click();
        await page.waitForSelector('.test[data-end]');
      },
    ],
  ];

  it.each(states)('%s pass axe in both themes, and fit into 320 px', async (_name, place, go) => {
    const page = await openSettings(place);
    await go(page);
    expect(await axeFindings(page)).toEqual([]);
    // A width of 320 px is also that of a page of 640 px at 200 %.
    await page.setViewport({ width: 320, height: 640 });
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
      .toBeLessThanOrEqual(320);
    await page.close({ runBeforeUnload: false });
  });
});
