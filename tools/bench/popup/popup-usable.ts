import { launchBrowser } from '../../../tests/support/browser/launch-browser.ts';
import { waitFor } from '../../../tests/support/browser/wait-for.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { median, spread } from '../median.ts';
import { noteWhenUsable } from './note-when-usable.ts';

const openings = 15;

/**
 * The time from the navigation to popup.html until Start can be clicked, in a new tab each time and in a
 * browser in which the popup has been open before.
 */
export async function measurePopup({ extensionDir, audioFile }: BenchContext): Promise<Measurement> {
  await using browser = await launchBrowser({ extensionDir, audioFile, microphone: 'granted' });

  async function open(): Promise<number> {
    const page = await browser.browser.newPage();
    await page.evaluateOnNewDocument(noteWhenUsable);
    await page.goto(browser.urlOf('popup.html'));
    const usableMs = await waitFor('Start to be clickable', () =>
      page.evaluate(() => Number(document.documentElement.dataset['usableMs'] ?? 0)),
    );
    await page.close();
    // The document is closed, so that each opening creates it, as the first click of a day does.
    await browser.evaluate(async () => {
      if (await chrome.offscreen.hasDocument()) await chrome.offscreen.closeDocument();
    });
    await waitFor('the offscreen document to be gone', () => !browser.hasOffscreenDocument());
    return usableMs;
  }

  for (let warming = 0; warming < 2; warming += 1) await open();
  const times: number[] = [];
  for (let opening = 0; opening < openings; opening += 1) times.push(await open());
  return { value: median(times), details: [`${String(openings)} openings: ${spread(times, 'ms')}`] };
}
