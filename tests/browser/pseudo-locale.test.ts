import { readdir } from 'node:fs/promises';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsSections } from '../../components/navigation/route.ts';
import { profileKinds } from '../../utils/domain/profiles/profile-kinds.ts';
import type { SessionState } from '../../utils/domain/session/session-state.ts';
import { defaultSettings } from '../../utils/domain/settings/settings.ts';
import { cutTexts } from '../support/browser/cut-texts.ts';
import { store } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { whipProfile } from '../support/browser/profiles.ts';
import { pseudoBuild } from '../support/browser/pseudo-build.ts';
import { seedHistory } from '../support/browser/seed-history.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { everyFailure } from '../support/failures.ts';
import { pastSessions } from '../support/history/past-sessions.ts';
import { spokenSession, spokenWords } from '../support/history/spoken-session.ts';
import { failed, live, recovering, starting, stopping } from '../support/session-states.ts';

/** A page as wide as a laptop's, and one as narrow as the options page gets. */
const widths = [1280, 420];

const profile = whipProfile({ url: 'http://127.0.0.1:9/whip' });

let build: Awaited<ReturnType<typeof pseudoBuild>>;
let browser: ExtensionBrowser;
beforeAll(async () => {
  build = await pseudoBuild();
  browser = await launchBrowser({ extensionDir: build.folder, microphone: 'granted' });
  await store(browser, 'settings', {
    ...defaultSettings(),
    profiles: [...defaultSettings().profiles, profile],
  });
});
afterAll(async () => {
  await browser.close();
  await build[Symbol.asyncDispose]();
});

/** What is cut on a page at each width, with the place where it was found. */
async function cutAt(page: Page, place: string): Promise<string[]> {
  const found: string[] = [];
  for (const width of widths) {
    await page.setViewport({ width, height: 900 });
    found.push(...(await cutTexts(page)).map((each) => `${place}, ${String(width)} wide: ${each}`));
  }
  return found;
}

/** The pages that nothing here opens: one has no text for people, the others are documents in English. */
const withoutTexts = ['offscreen.html', 'changelog.html', 'privacy.html', 'security.html'];
const opened = ['captions.html', 'options.html', 'permission.html', 'popup.html', 'sidepanel.html'];

describe('with texts 40 % longer than English nothing is cut and nothing pushed out', () => {
  it('on every page there is', async () => {
    const pages = (await readdir(build.folder)).filter((name) => name.endsWith('.html'));
    expect(pages.toSorted()).toEqual([...opened, ...withoutTexts].toSorted());
  });

  it('on the popup, in every phase and after every failure', async () => {
    const states: SessionState[] = [
      { phase: 'idle' },
      starting(),
      live(),
      live({ muted: true, warnings: ['low-bitrate', 'high-loss'] }),
      live({ microphone: 'missing', trouble: { failure: { reason: 'microphone-ended' }, standIn: null } }),
      recovering({ retryAt: Date.now() + 60_000 }),
      stopping(),
      ...everyFailure.map((failure) => failed(failure)),
    ];
    const { page } = await openPopup(browser);
    await page.setViewport({ width: 360, height: 600 });
    await page.waitForSelector('#profile');
    const found: string[] = [];
    for (const state of states) {
      await browser.evaluate(
        (fact) => {
          void chrome.runtime
            .sendMessage({ broadcast: 'session-state-changed', fact })
            .catch(() => undefined);
        },
        JSON.parse(JSON.stringify(state)) as object,
      );
      const reason = state.phase === 'failed' ? state.failure.reason : null;
      await waitFor(`the popup to show ${state.phase}`, () =>
        page.evaluate(
          (phase, why) =>
            document.querySelector('[role="status"]')?.getAttribute('data-phase') === phase &&
            (document.querySelector('.panel [data-reason]')?.getAttribute('data-reason') ?? null) === why,
          state.phase,
          reason,
        ),
      );
      found.push(...(await cutTexts(page)).map((each) => `${reason ?? state.phase}: ${each}`));
    }
    expect(found).toEqual([]);
    await page.close();
  });

  it('on the permission page, the pages for text and in every section of the options page', async () => {
    const places = [
      'permission.html',
      'sidepanel.html',
      'captions.html',
      'options.html#/history',
      'options.html#/settings/add',
      `options.html#/settings/profiles/${profile.id}`,
      'options.html#/settings/profiles/loopback',
      ...settingsSections.map((section) => `options.html#/settings/${section}`),
      ...profileKinds
        .filter((kind) => kind !== 'loopback')
        .map((kind) => `options.html#/settings/profiles/new/${kind}`),
    ];
    const page = await browser.openPage('options.html');
    const found: string[] = [];
    for (const place of places) {
      await page.goto('about:blank');
      await page.goto(browser.urlOf(place));
      await page.waitForSelector('main p');
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      found.push(...(await cutAt(page, place)));
    }
    expect(found).toEqual([]);
    await page.close();
  });

  it('on a history with sessions, in a session, and in the dialogs over them', async () => {
    const first = await browser.openPage('options.html#/history');
    await first.waitForSelector('h1');
    await seedHistory(browser, pastSessions({ count: 30, now: Date.now(), withSamples: 3 }));
    await first.close();
    const page = await browser.openPage('options.html#/history');
    await page.waitForSelector('[role="grid"] [data-outcome]');
    const found = await cutAt(page, 'history');
    await page.setViewport({ width: 1280, height: 900 });
    await page.locator('[role="grid"] input[type="checkbox"]').click();
    await page.waitForSelector('.bar.choosing');
    found.push(...(await cutAt(page, 'a chosen session')));
    found.push(...(await cutInDialogs(page, '.bar button')));
    await page.goto(browser.urlOf('options.html#/settings/transfer'));
    await page.waitForSelector('#section-transfer');
    found.push(...(await cutInDialogs(page, '.shown button')));
    await page.goto(browser.urlOf('options.html#/history?interrupted=1'));
    const link = await page.waitForSelector('[role="grid"] a');
    await link?.click();
    await page.waitForSelector('.charts .line');
    found.push(...(await cutAt(page, 'a session')));
    expect(found).toEqual([]);
    await page.close();
  });

  it('on the side panel, on captions and wherever else text is shown', async () => {
    const page = await browser.openPage('sidepanel.html');
    const found: string[] = [];
    const look = async (place: string, selector: string) => {
      await page.goto('about:blank');
      await page.goto(browser.urlOf(place));
      await page.waitForSelector(selector);
      // The tools of the captions are seen while one of them has the focus.
      await page.evaluate(() => document.querySelector('select')?.focus());
      found.push(...(await cutAt(page, place)));
    };
    const startedAt = Date.now() - 3_600_000;
    await seedHistory(browser, spokenSession('spoken', startedAt, spokenWords(startedAt)));
    await look('sidepanel.html', '.late');
    await look('captions.html', '.moved p');
    await look('options.html#/sessions/spoken', '.late');
    await look('options.html#/history?search=welcome', '.found mark');
    expect(found).toEqual([]);
    await page.close();
  });
});

/** What is cut in each dialog that one of these buttons opens. */
async function cutInDialogs(page: Page, buttons: string): Promise<string[]> {
  const found: string[] = [];
  let opened = 0;
  const count = (await page.$$(buttons)).length;
  for (let at = 0; at < count; at += 1) {
    const isOpen = await page.evaluate(
      (selector, index) => {
        document.querySelectorAll<HTMLButtonElement>(selector)[index]?.click();
        return new Promise<boolean>((resolve) => {
          requestAnimationFrame(() => resolve(document.querySelector('dialog:modal') !== null));
        });
      },
      buttons,
      at,
    );
    if (!isOpen) continue;
    opened += 1;
    found.push(...(await cutAt(page, `the dialog of button ${String(at)} of ${buttons}`)));
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { hidden: true });
  }
  expect(opened, buttons).toBeGreaterThan(0);
  return found;
}
