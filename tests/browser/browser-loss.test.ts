import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { badgeText, databaseRows, stored } from '../support/browser/extension-readers.ts';
import { killPages } from '../support/browser/kill-pages.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup, type Popup } from '../support/browser/popup.ts';
import { chooseProfile, testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { textsOf } from '../support/messages.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { speechFile } from '../support/speech.ts';

const token = 'pomegranate';
const texts = textsOf('en');
let profileDir: string;
let server: WhipServer;
let browser: ExtensionBrowser;

async function launch(): Promise<ExtensionBrowser> {
  return launchBrowser({
    extensionDir,
    profileDir,
    audioFile: await speechFile(),
    microphone: 'granted',
    grantedOrigins: testOrigins,
  });
}

beforeEach(async () => {
  profileDir = await mkdtemp(join(tmpdir(), 'steadymic-profile-'));
  server = await startWhipServer();
  server.options.authorization = `Bearer ${token}`;
  browser = await launch();
});
afterEach(async () => {
  await browser.close();
  await server.stop();
  await rm(profileDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

async function goLive(): Promise<Popup> {
  await chooseProfile(browser, whipProfile({ url: server.url, token }));
  const popup = await openPopup(browser);
  await popup.start();
  await popup.waitForPhase('live');
  await waitFor('the session at the server to be noted', () => stored(browser, 'openWhipSessions'));
  await waitFor(
    'some seconds in the history',
    async () => (await databaseRows(browser, 'samples')).length > 2,
  );
  return popup;
}

const badgeIs = (text: string) =>
  waitFor(`the badge "${text}"`, async () => (await badgeText(browser)) === text);

/** The newest second that the history knows of, in epoch milliseconds. */
async function lastSampleAt(): Promise<number> {
  const samples = await databaseRows<{ at: number }>(browser, 'samples');
  return Math.max(...samples.map(({ at }) => at));
}

/**
 * Expects a session to be shown as interrupted, however it was cut off, after the history had stored
 * `knownAt`.
 */
async function expectInterrupted(knownAt: number): Promise<Popup> {
  await badgeIs('!');
  const [row] = await databaseRows<SessionRow>(browser, 'sessions');
  expect(row).toMatchObject({ outcome: 'interrupted' });
  expect(row?.endedAt).toBeGreaterThanOrEqual(knownAt);
  const events = await databaseRows<SessionEvent>(browser, 'events');
  expect(events.filter(({ kind }) => kind === 'session-ended')).toEqual([
    expect.objectContaining({ by: 'interruption', writer: 'worker', at: row?.endedAt }),
  ]);
  const deletes = () =>
    server.requests.filter(
      ({ method, path, headers }) =>
        method === 'DELETE' &&
        path === server.sessions[0]?.path &&
        headers['authorization'] === `Bearer ${token}`,
    );
  await waitFor('the DELETE of what was left at the server', () => deletes().length > 0);
  await waitFor('it to be forgotten', async () => {
    const left = await stored(browser, 'openWhipSessions');
    return Array.isArray(left) && left.length === 0;
  });
  const notifications = () => browser.evaluate(async () => Object.keys(await chrome.notifications.getAll()));
  await waitFor('the notification', async () => (await notifications())[0] === `session:${row?.id ?? ''}`);

  // Only the user opens a microphone in a new browser.
  expect(browser.hasOffscreenDocument()).toBe(false);
  const popup = await openPopup(browser);
  await popup.waitForPhase('failed');
  expect(await popup.text()).toContain(texts.t('failure_interrupted_title'));
  expect(await popup.text()).toContain(texts.moment(row?.endedAt ?? 0));
  return popup;
}

/** Expects that the session was cut off, and that a click on Resume starts a new one at the same server. */
async function expectResume(knownAt: number): Promise<void> {
  const { length: sessions } = server.sessions;
  const popup = await expectInterrupted(knownAt);
  await popup.click(texts.t('popup_resume'));
  await popup.waitForPhase('live');
  await badgeIs('ON');
  expect(server.sessions).toHaveLength(sessions + 1);
  await popup.stop();
  await popup.waitForPhase('idle');
  await waitFor('the log of both to be closed', async () => {
    const rows = await databaseRows<SessionRow>(browser, 'sessions');
    const outcomes = rows.map(({ outcome }) => outcome).sort();
    return JSON.stringify(outcomes) === JSON.stringify(['interrupted', 'stopped']);
  });
}

describe('a browser that is killed while live', () => {
  it('shows that at its next start: the log and the server’s session are closed, and Resume works', async () => {
    await goLive();
    const knownAt = await lastSampleAt();
    const killed = browser.browser.process();
    killed?.kill('SIGKILL');
    await waitFor('the browser to be gone', () => killed?.signalCode);

    browser = await launch();
    await expectResume(knownAt);
  });
});

describe('a crash of the process that runs all of the extension’s pages', () => {
  // When its pages crash, Chromium ends the whole extension, worker and alarms included, until it is loaded
  // again: by the user through the browser's notice, or by the browser where a policy has installed it
  // (installed-by-policy.test.ts).
  it('ends the session, and Resume is offered when the extension is loaded again', async () => {
    const before = await goLive();
    const knownAt = await lastSampleAt();
    await before.close();
    killPages(browser);
    await waitFor('the offscreen document to be gone', () => !browser.hasOffscreenDocument());

    await browser.browser.installExtension(extensionDir);
    await expectResume(knownAt);
  });
});

describe('an extension that is switched off while live, and on again', () => {
  it('opens no microphone unasked, and offers Resume', async () => {
    await goLive();
    const knownAt = await lastSampleAt();
    const list = await browser.browser.newPage();
    await list.goto('chrome://extensions');
    const setEnabled = (isEnabled: boolean) =>
      list.evaluate(`chrome.management.setEnabled('${browser.extensionId}', ${String(isEnabled)})`);
    // DevTools still lists the worker of an extension that was switched off, but it answers nothing.
    await browser.endServiceWorker();
    await setEnabled(false);
    await waitFor('the offscreen document to be gone', () => !browser.hasOffscreenDocument());
    await setEnabled(true);
    await expectResume(knownAt);
  });
});
