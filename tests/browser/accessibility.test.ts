import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import type { Failure } from '../../utils/domain/failure/failure.ts';
import type { SessionState } from '../../utils/domain/session/session-state.ts';
import { defaultSettings, type Settings } from '../../utils/domain/settings/settings.ts';
import { axeFindings } from '../support/browser/axe-findings.ts';
import { store } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { speechFile } from '../support/speech.ts';
import { failed, recovering, starting, stopping } from '../support/session-states.ts';

function withMicrophone(deviceId: string): Settings {
  const defaults = defaultSettings();
  return { ...defaults, microphone: { ...defaults.microphone, deviceId } };
}

const withServer: Settings = {
  ...defaultSettings(),
  profiles: [...defaultSettings().profiles, whipProfile({ url: 'http://127.0.0.1:9/whip' })],
  activeProfileId: 'test-server',
};

describe('axe finds nothing in either theme', () => {
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

  it('on the popup: idle, live, over a stand-in, muted and failed', async () => {
    const popup = await openPopup(browser);
    onTestFailed(async () => {
      await popup.reset();
      await popup.close();
      await store(browser, 'settings', defaultSettings());
    });
    await popup.waitForPhase('idle');
    expect(await axeFindings(popup.page)).toEqual([]);
    await popup.start();
    await popup.waitForPhase('live');
    expect(await axeFindings(popup.page)).toEqual([]);
    await store(browser, 'settings', withMicrophone('left-at-home'));
    await popup.page.waitForSelector('::-p-aria(Try again[role="button"])');
    expect(await axeFindings(popup.page)).toEqual([]);
    await popup.mute();
    expect(await axeFindings(popup.page)).toEqual([]);
    await popup.stop();
    await popup.waitForPhase('idle');
    await store(browser, 'settings', withServer);
    await popup.start();
    await popup.waitForPhase('failed');
    expect(await axeFindings(popup.page)).toEqual([]);
    await popup.close();
  });

  const failures: Failure[] = [
    { reason: 'interrupted', at: Date.now() - 60_000 },
    { reason: 'microphone-refused' },
    { reason: 'server-overloaded', retryAfterMs: 90_000 },
  ];
  it('on the popup in phases that pass quickly, and after other failures', async () => {
    const told: SessionState[] = [
      starting(),
      recovering({ retryAt: Date.now() + 60_000 }),
      stopping(),
      ...failures.map((failure) => failed(failure)),
    ];
    const popup = await openPopup(browser);
    // The state comes first, because it answers the popup's own question.
    await popup.waitForPhase('failed');
    for (const state of told) {
      await browser.evaluate((fact) => {
        void chrome.runtime.sendMessage({ broadcast: 'session-state-changed', fact }).catch(() => undefined);
      }, state);
      await popup.waitForPhase(state.phase);
      expect(await axeFindings(popup.page)).toEqual([]);
    }
    await popup.close();
  });

  it.each<[name: string, path: string, ready?: string]>([
    ['history', 'options.html#/history', '[role="grid"]'],
    ['a session that failed', 'options.html#/history', '[role="grid"]'],
    ['a session that is not there', 'options.html#/sessions/none'],
    ['settings', 'options.html#/settings/recovery', 'fieldset'],
    ['a profile', 'options.html#/settings/profiles/test-server', 'form'],
    ['the built-in profile', 'options.html#/settings/profiles/loopback', 'form'],
    ['a new profile', 'options.html#/settings/profiles/new/openai-realtime', 'form'],
    ['a profile that is not there', 'options.html#/settings/profiles/none'],
    ['permission', 'permission.html'],
  ])('on the page %s', async (name, path, ready = 'h1') => {
    const page = await browser.openPage(path);
    await page.waitForSelector(ready);
    if (name === 'a session that failed') {
      await page.locator('a[href^="#/sessions/"]').click();
      await page.waitForSelector('.log');
    }
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });

  it('on pages whose settings cannot be read, and where the microphone is blocked', async () => {
    await store(browser, 'settings', { version: 99 });
    for (const path of ['popup.html', 'options.html#/settings', 'permission.html']) {
      const page = await browser.openPage(path);
      await page.waitForSelector('[data-problem]');
      expect(await axeFindings(page)).toEqual([]);
      await page.close();
    }
    await store(browser, 'settings', withServer);
    await browser.setMicrophonePermission('denied');
    for (const path of ['permission.html', 'options.html#/settings/microphone']) {
      const page = await browser.openPage(path);
      await page.waitForSelector('h2');
      expect(await axeFindings(page)).toEqual([]);
      await page.close();
    }
  });
});
