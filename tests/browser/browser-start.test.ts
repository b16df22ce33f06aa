import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stored } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { whyNoPolicy, writePolicy } from '../support/browser/managed-policy.ts';
import { drivePopup, type Popup } from '../support/browser/popup.ts';
import { testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { shownFailure } from '../support/browser/shown-failure.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { textsOf } from '../support/messages.ts';

const impossible = whyNoPolicy();
if (impossible) console.warn(`Not tested: a policy that a browser tells late, because ${impossible}.`);

// No server listens at this address, so that a session with this profile fails as `server-unreachable`.
const newsroom = whipProfile({ id: 'newsroom', name: 'Newsroom', url: 'http://127.0.0.1:9/whip' });
const policy = {
  settings: { profiles: [newsroom], activeProfileId: 'newsroom' },
  locked: ['profiles', 'activeProfileId'],
};
const { t } = textsOf('en');

/** Notes when the browser says what an administrator has set. Runs in the page before its own scripts. */
function noteTheAnswer(): void {
  void chrome.storage.managed.get().then(() => (document.documentElement.dataset['policyTold'] = 'yes'));
}

const isTold = (page: Page) => page.evaluate(() => document.documentElement.dataset['policyTold'] === 'yes');

/**
 * Clicks Start or Stop by a script, because a click by the mouse would wait for the button to stand still.
 */
const clickMain = (page: Page) => page.$eval('button.main', (button) => (button as HTMLElement).click());

describe.skipIf(impossible)('a browser that has just started and has not answered about a policy yet', () => {
  let profileDir: string;
  beforeAll(async () => {
    profileDir = await mkdtemp(join(tmpdir(), 'steadymic-start-'));
  });
  afterAll(() => rm(profileDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

  async function started(values: object | null): Promise<ExtensionBrowser> {
    const remove = values ? await writePolicy(extensionDir, values) : () => Promise.resolve();
    const grantedOrigins = testOrigins;
    const launched = launchBrowser({ extensionDir, microphone: 'granted', grantedOrigins, profileDir });
    launched.catch(() => void remove());
    const browser = await launched;
    const close = () => browser.close().finally(remove);
    return { ...browser, close, [Symbol.asyncDispose]: close };
  }

  async function openPopup(browser: ExtensionBrowser): Promise<Popup> {
    const page = await browser.browser.newPage();
    await page.evaluateOnNewDocument(noteTheAnswer);
    await page.goto(browser.urlOf('popup.html'));
    await page.waitForSelector('button.main:enabled');
    return drivePopup(page);
  }

  /** Makes a browser read the policy once, so that the next browser has the copy. */
  async function readOnce(values: object | null): Promise<void> {
    await using browser = await started(values);
    const popup = await openPopup(browser);
    await waitFor('the answer', () => isTold(popup.page));
    await waitFor('the copy', async () => {
      const copy = JSON.stringify(await stored(browser, 'policyCopy'));
      return copy === JSON.stringify(values ?? {}) || (values !== null && copy.includes('newsroom'));
    });
  }

  /**
   * Opens the popup before the browser's answer. A busy machine may open it too late; then another browser is
   * tried.
   */
  async function beforeTheAnswer(
    values: object | null,
    look: (popup: Popup, browser: ExtensionBrowser) => Promise<'seen' | 'too-late'>,
  ): Promise<void> {
    for (let tries = 0; tries < 5; tries += 1) {
      await using browser = await started(values);
      if ((await look(await openPopup(browser), browser)) === 'seen') return;
    }
    throw new Error('No browser was fast enough to open the popup before it was told of the policy.');
  }

  it('shows what the last policy set and locked, and a Start waits for the answer, and can be stopped', async () => {
    await readOnce(policy);
    await beforeTheAnswer(policy, async (popup, browser) => {
      const { page } = popup;
      const profile = await page.$eval('#profile', (select) => {
        const { value, disabled } = select as HTMLSelectElement;
        return { value, disabled };
      });
      expect(profile).toEqual({ value: 'newsroom', disabled: true });
      await clickMain(page);
      const words = await waitFor('the Start to show', async () =>
        (await popup.phase()) === 'idle' ? null : popup.text(),
      );
      if (await isTold(page)) return 'too-late';
      expect(words).toContain(t('hint_starting_policy'));
      // Another view shows the same.
      const other = await openPopup(browser);
      const otherWords = await other.text();
      await other.close();
      if (await isTold(page)) return 'too-late';
      expect(otherWords).toContain(t('hint_starting_policy'));
      await clickMain(page);
      const end = await waitFor('the wait to end', async () => {
        const phase = await popup.phase();
        return phase === 'idle' || phase === 'failed' ? phase : null;
      });
      if (await isTold(page)) return 'too-late';
      expect(end).toBe('idle');
      await popup.start();
      const { reason } = await shownFailure(popup);
      await waitFor('the answer', () => isTold(page));
      expect(reason).toBe('server-unreachable');
      return 'seen';
    });
  });

  it('starts a session at once without an earlier policy, and fails where there is one now, also by another worker', async () => {
    await readOnce(null);
    for (const isWorkerEnded of [false, true]) {
      await beforeTheAnswer(policy, async (popup, browser) => {
        const { page } = popup;
        await clickMain(page);
        await waitFor('the Start to show', async () => (await popup.phase()) !== 'idle');
        if (isWorkerEnded) {
          await popup.waitForPhase('live');
          await browser.endServiceWorker();
        }
        if (await isTold(page)) return 'too-late';
        const { reason } = await shownFailure(popup);
        // The worker got the answer a moment before the page, and began with the policy's profile.
        if (reason === 'server-unreachable') return 'too-late';
        expect(reason).toBe('policy-overruled');
        expect(await page.$eval('#profile', (select) => (select as HTMLSelectElement).value)).toBe(
          'newsroom',
        );
        // Removes the copy, or the next browser would know of the policy.
        await browser.evaluate(() => chrome.storage.local.set({ policyCopy: {} }));
        return 'seen';
      });
    }
  });
});
