import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { badgeText, databaseRows } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { clickInContextMenu, pressShortcut } from '../support/browser/user-commands.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { textsOf } from '../support/messages.ts';
import { speechFile } from '../support/speech.ts';

const texts = textsOf('en');
let browser: ExtensionBrowser;

beforeEach(async () => {
  browser = await launchBrowser({ extensionDir, audioFile: await speechFile(), microphone: 'granted' });
});
afterEach(() => browser.close());

const badgeIs = (text: string) =>
  waitFor(`the badge "${text}"`, async () => (await badgeText(browser)) === text);
const notified = () => browser.evaluate(async () => Object.keys(await chrome.notifications.getAll()));
const rows = () => databaseRows<SessionRow>(browser, 'sessions');

describe('a Start by shortcut or menu that fails before there is a session', () => {
  it('is told by badge, notification, history and popup, each time it happens', async () => {
    const worker = await browser.serviceWorker();
    await worker.evaluate(() => {
      chrome.offscreen.createDocument = () => Promise.reject(new Error('no document today'));
    });
    await pressShortcut(browser, 'toggle-session');
    await badgeIs('!');
    const [first] = await waitFor('a row in the history', async () => (await rows()).length === 1 && rows());
    expect(first).toMatchObject({ outcome: 'failed', failure: { reason: 'unexpected' } });
    await waitFor('its notification', async () => (await notified()).includes(`session:${first?.id ?? ''}`));

    await clickInContextMenu(browser, 'toggle-session');
    const both = await waitFor('a second row', async () => (await rows()).length === 2 && rows());
    const second = both.find(({ id }) => id !== first?.id);
    await waitFor('its notification', async () => (await notified()).includes(`session:${second?.id ?? ''}`));

    const popup = await openPopup(browser);
    await popup.waitForPhase('failed');
    expect(await popup.text()).toContain(texts.t('failure_unexpected_title'));
  });
});

describe('the shortcut, pressed again before the session is there', () => {
  it.each([0, 50, 150])('does the opposite of what it did before, with %i ms in between', async (gapMs) => {
    // Switches off, so that the next command begins a session.
    await pressShortcut(browser, 'toggle-session', { times: 2, gapMs });
    await pressShortcut(browser, 'toggle-session');
    await badgeIs('ON');
    // Switches off and on again, while the session before is still ending.
    await pressShortcut(browser, 'toggle-session', { times: 2, gapMs });
    await waitFor('another session', async () =>
      (await rows()).some(({ outcome, liveAt }) => outcome === 'running' && liveAt !== null),
    );
    await badgeIs('ON');
    await pressShortcut(browser, 'toggle-session');
    await badgeIs('');
    await waitFor('the end of each', async () =>
      (await rows()).every(({ outcome }) => outcome === 'stopped'),
    );
  });
});
