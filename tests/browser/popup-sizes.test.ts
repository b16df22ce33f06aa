import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import type { Behind } from '../../utils/domain/session/behind.ts';
import type { SessionState } from '../../utils/domain/session/session-state.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { chooseProfile, testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { everyFailure } from '../support/failures.ts';
import { failed, live, recovering, starting } from '../support/session-states.ts';

/**
 * The largest popup that Chrome makes, in pixels of the screen; the popup asks for that width where there is
 * room.
 */
const largest = { width: 800, height: 600 };

interface Choice {
  zoom: number;
  letters: number;
  /** The width that the popup gets, in pixels, where that is less than it asks for: in a window of its own, or a narrow screen. */
  width?: number;
}

/** The zoom and the letter size in pixels that a user may have chosen in the browser. */
const choices: Choice[] = [
  { zoom: 1, letters: 16 },
  { zoom: 1.25, letters: 16 },
  { zoom: 1.5, letters: 16 },
  { zoom: 2, letters: 16 },
  { zoom: 1, letters: 24 },
  { zoom: 1, letters: 32 },
  { zoom: 1.5, letters: 24 },
  { zoom: 1, letters: 32, width: 360 },
];

/** Sizes a popup as the browser would: zoom leaves fewer CSS pixels, large letters need more of them. */
async function choose(page: Page, { zoom, letters, width = 22.5 * letters }: Choice): Promise<void> {
  const session = await page.createCDPSession();
  await session.send('Page.setFontSizes', { fontSizes: { standard: letters } });
  await session.detach();
  await page.setViewport({
    width: Math.floor(Math.min(largest.width / zoom, width)),
    height: Math.floor(largest.height / zoom),
    deviceScaleFactor: zoom,
  });
}

/** Describes what a user could not see or reach, with every list of causes open. Runs in the page. */
function hiddenFromSight(): string[] {
  for (const details of document.querySelectorAll('details')) details.open = true;
  const found: string[] = [];
  const button = document.querySelector('button.main');
  const box = button?.getBoundingClientRect();
  for (const scrolledTo of [0, document.documentElement.scrollHeight]) {
    scrollTo(0, scrolledTo);
    if (!button || !box) return ['there is no Start or Stop'];
    const { left, top, width, height } = button.getBoundingClientRect();
    const isInSight = top >= 0 && top + height <= innerHeight;
    const isOnTop = document.elementFromPoint(left + width / 2, top + height / 2) === button;
    if (!isInSight || !isOnTop) found.push(`Start or Stop, scrolled to ${String(scrolledTo)}`);
  }
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) found.push(`${String(scrollWidth - innerWidth)} pixels at the side`);
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    if (element.matches('select, option, meter, .visually-hidden') || !element.innerText) continue;
    const { overflowX } = getComputedStyle(element);
    const isCut = overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
    const { right } = element.getBoundingClientRect();
    if (isCut || right > innerWidth + 1) found.push(`“${element.innerText}” is cut off`);
  }
  return found;
}

async function show(browser: ExtensionBrowser, page: Page, state: SessionState): Promise<void> {
  await browser.evaluate(
    (message) => chrome.runtime.sendMessage(message).catch(() => undefined),
    JSON.parse(JSON.stringify({ broadcast: 'session-state-changed', fact: state })) as object,
  );
  await waitFor(`the popup to show ${state.phase}`, () =>
    page.evaluate(
      (phase, reason) =>
        document.querySelector('[role="status"]')?.getAttribute('data-phase') === phase &&
        (document.querySelector('.panel [data-reason]')?.getAttribute('data-reason') ?? null) === reason,
      state.phase,
      state.phase === 'failed' ? state.failure.reason : null,
    ),
  );
}

const standIn = { failure: { reason: 'microphone-ended' }, standIn: 'Konferenzmikrofon (USB 2.0)' } as const;
const late = (state: Behind['state']) =>
  ({ state, behindMs: 754_000, at: Date.now(), speed: 1.25, road: 'stretch' }) as const;
const states: SessionState[] = [
  { phase: 'idle' },
  starting(),
  live({ muted: true, trouble: standIn }),
  live({ warnings: ['low-bitrate', 'high-loss'] }),
  live({ microphone: 'missing', trouble: { ...standIn, standIn: null } }),
  recovering(),
  starting({ awaiting: ['answer'], behind: late('beginning') }),
  live({ behind: late('catching-up') }),
  live({ behind: late('catching-up'), stopsWhenDelivered: true }),
  recovering({ behind: late('holding') }),
  ...everyFailure.map((failure) => failed(failure)),
];

describe.each(['en', 'ja'])('the popup in "%s"', (lang) => {
  it('shows Start or Stop and cuts nothing off in every state, at every zoom and with larger letters', async () => {
    await using browser = await launchBrowser({ extensionDir, microphone: 'granted', lang });
    const { page } = await openPopup(browser);
    await page.waitForSelector('#profile');
    const hidden: string[] = [];
    for (const choice of choices) {
      await choose(page, choice);
      for (const state of states) {
        await show(browser, page, state);
        const found = await page.evaluate(hiddenFromSight);
        const what = state.phase === 'failed' ? state.failure.reason : state.phase;
        hidden.push(...found.map((each) => `${what} at ${JSON.stringify(choice)}: ${each}`));
      }
    }
    expect(hidden).toEqual([]);
  });
});

/** A browser profile in which zoom and letter size were chosen in the browser's settings. */
async function profileWith({ zoom, letters }: Choice): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'steadymic-sizes-'));
  await mkdir(join(dir, 'Default'));
  const preferences = {
    webkit: { webprefs: { default_font_size: letters } },
    // A step of Chromium's zoom is a fifth.
    partition: { default_zoom_level: { x: Math.log(zoom) / Math.log(1.2) } },
  };
  await writeFile(join(dir, 'Default', 'Preferences'), JSON.stringify(preferences));
  return dir;
}

describe('the browser’s own popup', () => {
  it('follows zoom and letters, and has Start in sight beside a failure with its causes open', async () => {
    const profileDir = await profileWith({ zoom: 1.25, letters: 20 });
    const options = { extensionDir, microphone: 'granted', grantedOrigins: testOrigins } as const;
    const browser = await launchBrowser({ ...options, profileDir });
    try {
      // No server listens at this address.
      await chooseProfile(browser, whipProfile({ url: 'http://127.0.0.1:9/whip' }));
      await browser.openPage('manifest.json');
      await browser.evaluate(() => chrome.action.openPopup());
      const target = await waitFor('the popup', () =>
        browser.browser.targets().find((each) => each.url() === browser.urlOf('popup.html')),
      );
      const page = await target.asPage();
      await page.waitForSelector('button.main:enabled');
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('20px');
      expect(await page.evaluate(() => devicePixelRatio)).toBe(1.25);
      await page.$eval('button.main', (button) => {
        (button as HTMLElement).click();
      });
      await page.waitForSelector('.panel [data-reason="server-unreachable"]');
      await waitFor('Start in sight', async () => (await page.evaluate(hiddenFromSight)).length === 0);
    } finally {
      await browser.close();
      await rm(profileDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  });
});
