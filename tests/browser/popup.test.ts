import type { ElementHandle, Page } from 'puppeteer-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { badgeText, stored } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { microphoneTracks } from '../support/browser/page-media.ts';
import { openPopup } from '../support/browser/popup.ts';
import { chooseProfile, testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { pushedIn, watchPushing } from '../support/browser/watch-pushing.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { startWhipServer } from '../support/peers/whip-server.ts';
import { speechFile } from '../support/speech.ts';

/**
 * The labels of the elements that Tab leads to, from the first to the last; throws where the focus is not
 * visible.
 */
async function tabOrder(page: Page): Promise<string[]> {
  await page.bringToFront();
  const order: string[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return null;
      const label = element instanceof HTMLSelectElement ? element.labels[0]?.innerText : element.innerText;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return { label: label ?? '', outline: `${outlineStyle} ${outlineWidth}` };
    });
    if (focused === null || focused.label === order[0]) return order;
    if (focused.outline !== 'solid 2px')
      throw new Error(`${focused.label} has the focus: ${focused.outline}`);
    order.push(focused.label);
  }
}

describe('the popup', () => {
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

  async function reopenedShows(phase: 'idle' | 'starting' | 'live' | 'failed'): Promise<void> {
    const popup = await openPopup(browser);
    await popup.waitForPhase(phase);
    await popup.close();
  }

  it('shows the true phase, however often it is closed and opened', async () => {
    const server = await startWhipServer({ answer: 'never' });
    try {
      await chooseProfile(browser, whipProfile({ url: server.url }));
      await reopenedShows('idle');
      const popup = await openPopup(browser);
      await popup.start();
      await popup.waitForPhase('starting');
      await reopenedShows('starting');
      server.options.answer = 'ok';
      await popup.stop();
      await popup.waitForPhase('idle');
      await popup.start();
      await popup.waitForPhase('live');
      await popup.close();
      await reopenedShows('live');
      const again = await openPopup(browser);
      await again.stop();
      await again.waitForPhase('idle');
      await again.close();
      await waitFor('the offscreen document to be gone', () => !browser.hasOffscreenDocument());
      await reopenedShows('idle');
      server.options.status = 404;
      const last = await openPopup(browser);
      await last.start();
      await last.waitForPhase('failed');
      await last.close();
      await waitFor('the offscreen document to be gone', () => !browser.hasOffscreenDocument());
      await reopenedShows('failed');
    } finally {
      await server.stop();
    }
  });

  it('is used by keyboard alone, shows where the focus is, and keeps everything in its place while live', async () => {
    const popup = await openPopup(browser);
    await popup.waitForPhase('idle');
    await popup.page.waitForSelector('#profile');
    const order = await tabOrder(popup.page);
    expect(order).toEqual(['Text', 'History', 'Settings', 'Server', 'Add a server', 'Microphone', 'Start']);
    await popup.page.focus('button.main');
    await popup.page.keyboard.press('Enter');
    await popup.waitForPhase('live');
    await popup.page.evaluate(watchPushing);
    const clock = () => popup.page.$eval('.elapsed', ({ textContent }) => textContent.trim());
    await waitFor('three seconds on the clock', async () => (await clock()) >= '0:00:03');
    expect(await pushedIn(popup.page)).toEqual([]);
    expect(await popup.page.evaluate(() => document.activeElement?.textContent.trim())).toBe('Stop');
    await popup.page.keyboard.press('Space');
    await popup.waitForPhase('idle');
  });

  it('lets another microphone take effect at once, without a break', async () => {
    const popup = await openPopup(browser);
    await popup.start();
    await popup.waitForPhase('live');
    const host = await browser.offscreenPage();
    const [before] = await microphoneTracks(host);
    const select = (await popup.page
      .locator('::-p-aria(Microphone[role="combobox"])')
      .waitHandle()) as ElementHandle<HTMLSelectElement>;
    const other = await waitFor('another microphone to be listed', () =>
      select.evaluate(
        ({ options }, current) =>
          [...options].find(({ value, text }) => value !== '' && !text.includes(current))?.value,
        before?.label ?? '',
      ),
    );
    await select.select(other);
    await waitFor('the other microphone', async () => {
      const live = (await microphoneTracks(host)).filter(({ readyState }) => readyState === 'live');
      return live.length > 0 && live.every(({ deviceId }) => deviceId === other);
    });
    expect(await popup.phase()).toBe('live');
    expect(await stored(browser, 'settings')).toMatchObject({ microphone: { deviceId: other } });
  });

  it('mutes and unmutes, and the badge says so', async () => {
    const popup = await openPopup(browser);
    await popup.start();
    await popup.waitForPhase('live');
    await popup.mute();
    await waitFor('the badge MIC', async () => (await badgeText(browser)) === 'MIC');
    const host = await browser.offscreenPage();
    // The sent track is silenced; the other one stays in the worker.
    expect((await microphoneTracks(host)).map(({ enabled }) => enabled).sort()).toEqual([false, true]);
    await popup.unmute();
    await waitFor('the badge ON', async () => (await badgeText(browser)) === 'ON');
  });
});
