import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '../../utils/domain/settings/settings.ts';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import { databaseRows, store } from '../support/browser/extension-readers.ts';
import { heardRecording } from '../support/browser/heard-recording.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { recordRemoteAudio } from '../support/browser/page-media.ts';
import { openPopup } from '../support/browser/popup.ts';
import { recordedFiles } from '../support/browser/recordings.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { textsOf } from '../support/messages.ts';
import { speechFile } from '../support/speech.ts';
import { readWav } from '../support/wav.ts';

const texts = textsOf('en');
let folder: string;
let browser: ExtensionBrowser;

async function launch(): Promise<ExtensionBrowser> {
  const profileDir = join(folder, 'profile');
  return launchBrowser({ extensionDir, profileDir, audioFile: await speechFile(), microphone: 'granted' });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steadymic-recording-'));
  browser = await launch();
});
afterEach(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const heard = () => heardRecording(browser);

async function start() {
  const popup = await openPopup(browser);
  await popup.start();
  await popup.waitForPhase('live');
  return popup;
}

async function click(page: Page, name: string): Promise<void> {
  const button = await page.waitForSelector(`::-p-aria([name="${name}"][role="button"])`);
  await button?.click();
}

/** Plays the recording of a session from its third second on, and waits until it has been heard for a while. */
async function playIn(page: Page): Promise<void> {
  await page.waitForSelector('audio');
  await page.evaluate(() => {
    const player = document.querySelector('audio');
    if (!player) return;
    player.muted = true;
    player.currentTime = 3;
    void player.play();
  });
  await waitFor('the recording to be played', () =>
    page.evaluate(() => (document.querySelector('audio')?.currentTime ?? 0) > 4),
  );
}

describe('the recording of a session', () => {
  it('holds its words up to a kill of the browser, is played and saved, and goes with the session', async () => {
    const settings = defaultSettings();
    await store(browser, 'settings', { ...settings, recording: { ...settings.recording, keep: 'always' } });
    await start();
    await hearSpeech(async () => (await heard()).sound);

    const killedAt = Date.now();
    const killed = browser.browser.process();
    killed?.kill('SIGKILL');
    await waitFor('the browser to be gone', () => killed?.signalCode);
    browser = await launch();
    const { sessionId, sound, endedAt } = await heard();
    // A page of 0.8 s, and what lies between microphone and file.
    expect(killedAt - endedAt).toBeLessThan(1500);

    const page = await browser.openPage(`options.html#/sessions/${sessionId}`);
    await playIn(page);
    const client = await page.createCDPSession();
    await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
    await click(page, texts.t('recording_save_wav'));
    const saved = async () => (await readdir(folder)).find((name) => name.endsWith('.wav'));
    await waitFor('the WAV file', saved);
    const wav = await readWav(join(folder, (await saved()) ?? ''));
    expect(wav.sampleRate).toBe(48_000);
    expect(Math.abs(wav.samples.length - sound.samples.length)).toBeLessThan(1000);
    await hearSpeech(() => Promise.resolve(wav));

    await click(page, texts.t('session_delete'));
    await click(page, texts.plural('delete_confirm', 1));
    await waitFor('its files to be gone', async () => (await recordedFiles(browser)).length === 0);
    expect(await databaseRows(browser, 'recordings')).toEqual([]);
  });

  it('ends where the disk is full, which is told, while streaming goes on; and is gone when all has arrived', async () => {
    const settings = defaultSettings();
    const recording = { ...settings.recording, keep: 'until-delivered' } as const;
    await store(browser, 'settings', { ...settings, recording });
    // A page of the extension has the storage of all of them.
    const page = await browser.openPage('options.html#/settings');
    const client = await page.createCDPSession();
    const origin = await page.evaluate(() => location.origin);
    await client.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
    const popup = await start();
    await waitFor('the warning', async () =>
      (await popup.text()).includes(texts.t('warning_not_recorded_raised')),
    );
    await client.send('Storage.overrideQuotaForOrigin', { origin });
    await popup.waitForPhase('live');
    const host = await browser.offscreenPage();
    await hearSpeech(() => recordRemoteAudio(host, 6));
    await popup.stop();
    await popup.waitForPhase('idle');
    await waitFor('its files to be gone', async () => (await recordedFiles(browser)).length === 0);
    await waitFor('its row to be gone', async () => (await databaseRows(browser, 'recordings')).length === 0);
    const ended = (await databaseRows<SessionEvent>(browser, 'events')).filter(
      ({ kind }) => kind === 'recording-ended',
    );
    expect(ended).toMatchObject([{ why: 'disk-full' }]);
  });
});
