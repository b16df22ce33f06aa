import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import { defaultSettings, type Settings } from '../../utils/domain/settings/settings.ts';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { badgeText, databaseRows, store } from '../support/browser/extension-readers.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup, type Popup } from '../support/browser/popup.ts';
import { chooseProfile, testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { clickInContextMenu, clickNotification } from '../support/browser/user-commands.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { startWhipServer } from '../support/peers/whip-server.ts';
import { speechFile } from '../support/speech.ts';

let browser: ExtensionBrowser;
beforeEach(async () => {
  browser = await launchBrowser({
    extensionDir,
    audioFile: await speechFile(),
    microphone: 'granted',
    grantedOrigins: testOrigins,
  });
});
afterEach(() => browser.close());

const badgeIs = (text: string) =>
  waitFor(`the badge ${text}`, async () => (await badgeText(browser)) === text);

const hostIsGone = () => waitFor('the offscreen document to be gone', () => !browser.hasOffscreenDocument());

async function goLive(): Promise<Popup> {
  const popup = await openPopup(browser);
  await popup.start();
  await popup.waitForPhase('live');
  return popup;
}

function set(overrides: Partial<Settings>): Promise<void> {
  return store(browser, 'settings', { ...defaultSettings(), ...overrides });
}

describe('a session', () => {
  it('goes on when the popup and every tab are closed, and ends by the icon’s menu', async () => {
    const server = await startWhipServer();
    try {
      await chooseProfile(browser, whipProfile({ url: server.url }));
      await goLive();
      for (const page of await browser.browser.pages()) await page.close();
      expect(await browser.browser.pages()).toEqual([]);

      const [session] = server.sessions;
      const { samples: before } = await server.recording();
      await hearSpeech(async () => {
        const { sampleRate, samples } = await server.recording();
        return { sampleRate, samples: samples.subarray(before.length) };
      });
      await badgeIs('ON');

      await clickInContextMenu(browser, 'toggle-session');
      await badgeIs('');
      await hostIsGone();
      expect(session?.deletedAt()).toBeTypeOf('number');
    } finally {
      await server.stop();
    }
  });

  it('has its offscreen document only while it runs or a popup is open', async () => {
    expect(browser.hasOffscreenDocument()).toBe(false);
    const popup = await openPopup(browser);
    await browser.offscreenPage();
    await popup.close();
    await hostIsGone();

    const again = await goLive();
    await again.close();
    await clickInContextMenu(browser, 'toggle-mute');
    await badgeIs('MIC');
    expect(browser.hasOffscreenDocument()).toBe(true);
    await clickInContextMenu(browser, 'toggle-session');
    await hostIsGone();
  });
});

describe('a system notification', () => {
  const notifications = () => browser.evaluate(async () => Object.keys(await chrome.notifications.getAll()));

  it('tells of a session that ended unasked, and a click on it opens that session', async () => {
    const popup = await goLive();
    await popup.stop();
    await popup.waitForPhase('idle');
    expect(await notifications()).toEqual([]);

    await popup.start();
    await popup.waitForPhase('live');
    // The popup is closed, because with an open popup no notification is shown.
    await popup.close();
    await browser.setMicrophonePermission('denied');
    await badgeIs('!');
    const [notification = '', ...others] = await waitFor('the notification', async () => {
      const all = await notifications();
      return all.length > 0 && all;
    });
    expect(others).toEqual([]);

    const sessions = await databaseRows<SessionRow>(browser, 'sessions');
    const failed = sessions.find(({ outcome }) => outcome === 'failed');
    expect(notification).toBe(`session:${failed?.id ?? ''}`);
    await clickNotification(browser, notification);
    const target = await waitFor('that session’s page', () =>
      browser.browser
        .targets()
        .find((each) => each.url() === browser.urlOf(`options.html#/sessions/${failed?.id ?? ''}`)),
    );
    const page = await target.page();
    await waitFor('the words of that failure', async () =>
      (await page?.$eval('body', (body) => body.innerText))?.includes(
        messages.failure_microphone_refused_title.message,
      ),
    );
  });

  it('is not shown where the settings switch notifications off', async () => {
    await set({ notifications: false });
    await (await goLive()).close();
    await browser.setMicrophonePermission('denied');
    await badgeIs('!');
    const popup = await openPopup(browser);
    await popup.waitForPhase('failed');
    // The next state is shown only after every follower has taken the failure.
    await popup.click(messages.failure_dismiss.message);
    await badgeIs('');
    expect(await notifications()).toEqual([]);
    const kinds = (await databaseRows<SessionEvent>(browser, 'events')).map(({ kind }) => kind);
    expect(kinds).toContain('session-failed');
  });
});

describe('the computer', () => {
  /** Records what the service worker asks of the power management from now on. */
  async function watchPower(): Promise<() => Promise<unknown>> {
    const worker = await browser.serviceWorker();
    await worker.evaluate(() => {
      const asked: string[] = [];
      const { requestKeepAwake, releaseKeepAwake } = chrome.power;
      Object.assign(globalThis, { asked });
      Object.assign(chrome.power, {
        requestKeepAwake(level: chrome.power.Level) {
          asked.push(level);
          requestKeepAwake(level);
        },
        releaseKeepAwake() {
          asked.push('released');
          releaseKeepAwake();
        },
      });
    });
    return () =>
      worker.evaluate((): unknown => {
        const asked = Reflect.get(globalThis, 'asked') as string[];
        return asked.filter((each, index) => each !== asked[index - 1]);
      });
  }

  it.each([
    { keepAwake: true, whileLive: ['released', 'system'], after: ['released', 'system', 'released'] },
    { keepAwake: false, whileLive: ['released'], after: ['released'] },
  ])(
    'stays awake while live, though not its screen, only where the settings say so: $keepAwake',
    async (expected) => {
      await set({ keepAwake: expected.keepAwake });
      const asked = await watchPower();
      const popup = await goLive();
      await badgeIs('ON');
      await expect.poll(asked).toEqual(expected.whileLive);
      await popup.stop();
      await badgeIs('');
      await expect.poll(asked).toEqual(expected.after);
    },
  );
});
