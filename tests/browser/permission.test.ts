import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import type { UserCommand } from '../../utils/worker/browser/context-menu.ts';
import { answerPrompt } from '../support/browser/answer-prompt.ts';
import { startDisplay, type Display } from '../support/browser/display.ts';
import { badgeText, store } from '../support/browser/extension-readers.ts';
import {
  launchBrowser,
  type ExtensionBrowser,
  type LaunchOptions,
} from '../support/browser/launch-browser.ts';
import { openedPermissionPage } from '../support/browser/permission-page.ts';
import { openPopup } from '../support/browser/popup.ts';
import { inWords, shownFailure } from '../support/browser/shown-failure.ts';
import { chooseProfile, whipProfile } from '../support/browser/profiles.ts';
import { clickInContextMenu } from '../support/browser/user-commands.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { startWhipServer } from '../support/peers/whip-server.ts';
import { speechFile } from '../support/speech.ts';

let browser: ExtensionBrowser;
afterEach(() => browser.close());

async function launch(options: Partial<LaunchOptions> = {}): Promise<void> {
  browser = await launchBrowser({ extensionDir, audioFile: await speechFile(), ...options });
}

const badgeIs = (text: string) =>
  waitFor(`the badge ${text}`, async () => (await badgeText(browser)) === text);

/** A server whose origin is not granted; only its address is needed. */
const absentServer = 'http://127.0.0.1:9/whip';

describe('a Start that lacks a permission', () => {
  const starts = {
    'the popup': async () => {
      const popup = await openPopup(browser);
      await popup.start();
    },
    'the icon’s context menu': () => clickInContextMenu(browser, 'toggle-session'),
  };

  it.each(Object.entries(starts))('opens the permission page from %s', async (_name, start) => {
    await launch();
    await start();
    const permission = await openedPermissionPage(browser);
    await permission.waitForStage('missing');
    const text = await permission.text();
    expect(text).toContain(messages.permission_title.message);
    expect(text).toContain(messages.permission_advice.message);
    expect(text).not.toContain(messages.failure_microphone_grant_ended_title.message);
  });

  it.each(Object.entries(starts))(
    'names the server’s origin where that is what lacks, from %s',
    async (_name, start) => {
      await launch({ microphone: 'granted' });
      await chooseProfile(browser, whipProfile({ url: absentServer }));
      await start();
      const permission = await openedPermissionPage(browser);
      await permission.waitForStage('missing');
      expect(await permission.text()).toContain('The server http://127.0.0.1:9\n');
    },
  );

  it('tells that a one-time grant has ended', async () => {
    await launch();
    await store(browser, 'microphoneWasGranted', true);
    await starts['the popup']();
    const permission = await openedPermissionPage(browser);
    await permission.waitForStage('missing');
    const text = await permission.text();
    expect(text).toContain(messages.failure_microphone_grant_ended_title.message);
    expect(text).toContain(messages.failure_microphone_grant_ended_explanation.message);
  });

  it('opens the permission page for unreadable settings too, since a menu or a shortcut shows no text', async () => {
    await launch({ microphone: 'granted' });
    await store(browser, 'settings', 'torn');
    await starts['the icon’s context menu']();
    const permission = await openedPermissionPage(browser);
    await permission.waitForStage('unreadable');
    expect(await permission.text()).toContain(messages.unreadable_broken_title.message);
  });

  it('goes on by itself once the browser’s settings allow the microphone, and does so once', async () => {
    await launch({ microphone: 'denied' });
    await starts['the popup']();
    const permission = await openedPermissionPage(browser);
    await permission.waitForStage('missing');
    await permission.page
      .locator(`::-p-aria(${messages.step_open_site_settings.message}[role="button"])`)
      .click();
    await waitFor('the browser’s own settings', () =>
      browser.browser
        .targets()
        .some((target) => target.url().startsWith('chrome://settings/content/siteDetails')),
    );
    await browser.setMicrophonePermission('granted');
    await permission.waitForStage('live');
    await clickInContextMenu(browser, 'toggle-session');
    await permission.waitForStage('ready');
    await permission.page.reload();
    await permission.waitForStage('ready');
    await badgeIs('');
  });

  it('never makes the popup or the offscreen document ask for the microphone', async () => {
    await launch();
    const popup = await browser.browser.newPage();
    await popup.evaluateOnNewDocument(countQuestions);
    await popup.goto(browser.urlOf('popup.html'));
    const host = await browser.offscreenPage();
    await host.evaluate(countQuestions);
    await popup.locator('::-p-aria(Start[role="button"])').click();
    const permission = await openedPermissionPage(browser);
    await permission.waitForStage('missing');
    expect(await questions(popup)).toBe(0);
    expect(await questions(host)).toBe(0);

    await browser.setMicrophonePermission('granted');
    await permission.waitForStage('live');
    expect(await questions(popup)).toBe(0);
    expect(await questions(host)).toBe(1);
  });
});

describe('the browser’s own questions', () => {
  let display: Display;
  beforeAll(async () => {
    display = await startDisplay();
  });
  afterAll(() => display.close());

  const launchOnDisplay = () => launch({ headless: false, env: display.env });
  const shortcuts: Record<UserCommand, string> = {
    'toggle-session': 'alt+shift+s',
    'toggle-mute': 'alt+shift+m',
  };

  it('are asked after a keyboard shortcut too, and then the shortcuts start, mute and stop', async () => {
    await launchOnDisplay();
    await display.press(shortcuts['toggle-session']);
    const permission = await openedPermissionPage(browser);
    await permission.allow();
    await answerPrompt(display, permission.page, 'microphone: allow');
    await permission.waitForStage('live');
    expect(await permission.text()).toContain(messages.permission_live_test.message);
    await badgeIs('ON');
    await display.press(shortcuts['toggle-mute']);
    await badgeIs('MIC');
    await display.press(shortcuts['toggle-mute']);
    await badgeIs('ON');
    await display.press(shortcuts['toggle-session']);
    await badgeIs('');
    await display.press(shortcuts['toggle-session']);
    await badgeIs('ON');

    // A browser opens its side panel in the user's own gesture alone.
    await display.press('alt+shift+l');
    const contexts = () =>
      browser.evaluate(async () =>
        (await chrome.runtime.getContexts({})).map(({ contextType }) => contextType),
      );
    await waitFor('the side panel', async () => (await contexts()).includes('SIDE_PANEL'));
    // A key that the browser has for itself is given to no command, without a word.
    const commands = await browser.evaluate(() => chrome.commands.getAll());
    const named = commands.filter(({ description }) => description !== '');
    expect(named.map(({ shortcut }) => shortcut)).not.toContain('');
    expect(named).toHaveLength(3);
  });

  it('are both asked by the one button, each refusal is explained, and Start follows by itself', async () => {
    const server = await startWhipServer();
    try {
      await launchOnDisplay();
      await chooseProfile(browser, whipProfile({ url: server.url }));
      const popup = await openPopup(browser);
      await popup.start();
      const permission = await openedPermissionPage(browser);
      const refused = messages.permission_server_refused.message.replace('$ORIGIN$', server.origin);

      await permission.allow();
      await answerPrompt(display, permission.page, 'origin: deny');
      await answerPrompt(display, permission.page, 'microphone: dismiss');
      await waitFor('the words for a closed question', async () =>
        (await permission.text()).includes(messages.failure_microphone_dismissed_title.message),
      );
      expect(await permission.text()).toContain(refused);
      expect(server.requests).toEqual([]);

      await permission.allow();
      await answerPrompt(display, permission.page, 'origin: allow');
      await answerPrompt(display, permission.page, 'microphone: allow');
      await permission.waitForStage('live');
      expect(await permission.text()).toContain(messages.permission_live.message);
      expect(server.sessions).toHaveLength(1);
      await popup.waitForPhase('live');
    } finally {
      await server.stop();
    }
  });

  it('are asked in the settings for the check of the microphone, which no session follows', async () => {
    await launchOnDisplay();
    const page = await browser.openPage('options.html#/settings/microphone');
    await page.locator(`::-p-aria(${messages.check_allow.message}[role="button"])`).click();
    await answerPrompt(display, page, 'microphone: allow');
    await page.waitForSelector(`::-p-aria(${messages.check_start.message}[role="button"])`);
    expect(await badgeText(browser)).toBe('');
    const open = browser.browser.targets().map((target) => target.url());
    expect(open).not.toContain(browser.urlOf('permission.html'));
  });

  it('may be refused for good, which is explained with how to undo it', async () => {
    await launchOnDisplay();
    const popup = await openPopup(browser);
    await popup.start();
    const permission = await openedPermissionPage(browser);
    await permission.allow();
    await answerPrompt(display, permission.page, 'microphone: never allow');
    await waitFor('the words for a refusal', async () =>
      (await permission.text()).includes(messages.failure_microphone_refused_title.message),
    );
    expect(await permission.text()).toContain(messages.permission_refused_step_return.message);
    await browser.setMicrophonePermission('granted');
    await permission.waitForStage('live');
  });

  it('may be answered for one time, and the stream ends with its reason when the last page is closed', async () => {
    await launchOnDisplay();
    await clickInContextMenu(browser, 'toggle-session');
    const permission = await openedPermissionPage(browser);
    await permission.allow();
    await answerPrompt(display, permission.page, 'microphone: allow this time');
    await permission.waitForStage('live');
    await permission.close();
    await badgeIs('!');
    const popup = await openPopup(browser);
    expect(await shownFailure(popup)).toEqual(inWords({ reason: 'microphone-grant-ended' }));
    await popup.click(messages.step_open_permission_page.message);
    const again = await openedPermissionPage(browser);
    await again.waitForStage('missing');
    expect(await again.text()).toContain(messages.failure_microphone_grant_ended_explanation.message);
  });
});

/** Counts every call of getUserMedia from now on. Runs in a page. */
function countQuestions(): void {
  const counted = globalThis as typeof globalThis & { questions?: number };
  counted.questions = 0;
  const original = MediaDevices.prototype.getUserMedia;
  MediaDevices.prototype.getUserMedia = function count(constraints) {
    counted.questions = (counted.questions ?? 0) + 1;
    return original.call(this, constraints);
  };
}

function questions(page: Page): Promise<unknown> {
  return page.evaluate((): unknown => Reflect.get(globalThis, 'questions'));
}
