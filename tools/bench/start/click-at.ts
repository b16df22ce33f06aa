import type { Page } from 'puppeteer-core';

/**
 * Clicks. Resolves with the epoch milliseconds of the click: when the browser took the input, not when a
 * script saw it.
 */
export async function clickAt(page: Page, selector: string): Promise<number> {
  using click = await page.evaluateHandle(() => {
    const seen = { at: 0 };
    const note = ({ timeStamp }: Event) => {
      seen.at = performance.timeOrigin + timeStamp;
    };
    addEventListener('click', note, { capture: true, once: true });
    return seen;
  });
  await page.locator(selector).click();
  return await click.evaluate(({ at }) => at);
}
