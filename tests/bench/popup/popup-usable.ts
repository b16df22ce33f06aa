import { launchBrowser } from '../../support/browser/launch-browser.ts';
import { waitFor } from '../../support/browser/wait-for.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { median, spread } from '../median.ts';

const openings = 15;

/** Runs in the page before its own scripts: notes when a click on the middle of an enabled Start would reach it. */
function noteWhenUsable(): void {
  const looking = new MutationObserver(look);
  looking.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });

  function look(): void {
    const start = [...document.querySelectorAll('button')].find(
      ({ innerText }) => innerText.trim() === 'Start',
    );
    if (!start || start.disabled || start.ariaDisabled === 'true') return;
    const { x, y, width, height } = start.getBoundingClientRect();
    if (document.elementFromPoint(x + width / 2, y + height / 2) !== start) return;
    looking.disconnect();
    document.documentElement.dataset['usableMs'] = String(performance.now());
  }
}

/**
 * From the beginning of the navigation to popup.html until Start can be clicked, in a tab of its own each time and in a
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
    // Each opening has it made anew, as the first click of a day does.
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
