import type { Page } from 'puppeteer-core';
import { databaseRows, store } from '../../../tests/support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../../../tests/support/browser/launch-browser.ts';
import { lengthenRecording } from '../../../tests/support/browser/long-recording.ts';
import { openPopup } from '../../../tests/support/browser/popup.ts';
import { recordedFiles } from '../../../tests/support/browser/recordings.ts';
import { waitFor } from '../../../tests/support/browser/wait-for.ts';
import { defaultSettings } from '../../../utils/domain/settings/settings.ts';
import type { RecordingRow } from '../../../utils/history/rows/recording-row.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { median, spread } from '../median.ts';

const hours = 10;
/** Places that are sought, as shares of the recording, in an order in which none is near the one before. */
const places = [0.5, 0.05, 0.95, 0.3, 0.8, 0.15, 0.65, 0.99, 0.01, 0.45, 0.75];

/** Milliseconds until a place in a recording of ten hours is ready to be played in its session's details. */
export async function measureRecordingSeek({ extensionDir, audioFile }: BenchContext): Promise<Measurement> {
  await using browser = await launchBrowser({ extensionDir, audioFile, microphone: 'granted' });
  const sessionId = await recordShortly(browser);
  const megabytes = (await lengthenRecording(browser, sessionId, hours * 3600)) / 1e6;

  const openedAt = performance.now();
  const page = await browser.openPage(`options.html#/sessions/${sessionId}`);
  await waitFor('the recording to be known', () => hasLength(page));
  const openedMs = performance.now() - openedAt;
  await waitFor('its waveform', () =>
    page.evaluate(() => (document.querySelector('.timeline path')?.getAttribute('d') ?? '') !== ''),
  );
  const drawnMs = performance.now() - openedAt;
  const seeks: number[] = [];
  for (const share of places) seeks.push(await seekMs(page, share * hours * 3600));
  return {
    value: median(seeks),
    details: [
      `the file: ${megabytes.toFixed(0)} MB; its page and its length: ${openedMs.toFixed(0)} ms; the first of its waveform: ${drawnMs.toFixed(0)} ms`,
      `seek: ${spread(seeks, 'ms')} at ${String(places.length)} places`,
    ],
  };
}

async function recordShortly(browser: ExtensionBrowser): Promise<string> {
  const settings = defaultSettings();
  await store(browser, 'settings', { ...settings, recording: { ...settings.recording, keep: 'always' } });
  const popup = await openPopup(browser);
  await popup.start();
  await popup.waitForPhase('live');
  await waitFor('a recording of some length', async () =>
    (await recordedFiles(browser)).some(({ bytes }) => bytes.length > 20_000),
  );
  await popup.stop();
  await popup.waitForPhase('idle');
  const [row] = await databaseRows<RecordingRow>(browser, 'recordings');
  if (!row) throw new Error('nothing was recorded');
  return row.sessionId;
}

/** Whether the player knows the recording's length. */
function hasLength(page: Page): Promise<boolean> {
  return page.evaluate(() => (document.querySelector('audio')?.readyState ?? 0) > 0);
}

function seekMs(page: Page, seconds: number): Promise<number> {
  return page.evaluate(async (to) => {
    const player = document.querySelector('audio');
    if (!player) throw new Error('the page has no player');
    const startedAt = performance.now();
    await new Promise((resolve) => {
      player.addEventListener('seeked', resolve, { once: true });
      player.currentTime = to;
    });
    return performance.now() - startedAt;
  }, seconds);
}
