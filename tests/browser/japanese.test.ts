import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import en from '../../public/_locales/en/messages.json' with { type: 'json' };
import ja from '../../public/_locales/ja/messages.json' with { type: 'json' };
import { settingsSections } from '../../components/navigation/route.ts';
import { serverPresets } from '../../utils/domain/profiles/server-presets.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { axeFindings } from '../support/browser/axe-findings.ts';
import { databaseRows, iconTitle, store } from '../support/browser/extension-readers.ts';
import {
  launchBrowser,
  type ExtensionBrowser,
  type LaunchOptions,
} from '../support/browser/launch-browser.ts';
import { openedPermissionPage } from '../support/browser/permission-page.ts';
import { openPopup } from '../support/browser/popup.ts';
import { chooseProfile, whipProfile } from '../support/browser/profiles.ts';
import { shownWords } from '../support/browser/shown-words.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { speechFile } from '../support/speech.ts';

/** Names that are the same in every language. */
const names = /^(Fake .*Audio Input.*|Test server|OpenAI Realtime|Pipecat SmallWebRTC)$/;

const japanese = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const sentence = /[a-z]{2,} [a-z]{2,}/i;

/** Product names, which may appear in Latin letters on a Japanese page. */
const products = new Set(serverPresets.map(({ name }) => name));
const isForeign = (text: string) =>
  sentence.test(text) && !japanese.test(text) && !names.test(text) && !products.has(text);

const englishTexts = new Set(
  Object.entries(en).flatMap(([key, { message }]) =>
    message === ja[key as keyof typeof ja].message ? [] : [message],
  ),
);

let browser: ExtensionBrowser;

async function launch(options: Partial<LaunchOptions> = {}): Promise<void> {
  browser = await launchBrowser({ extensionDir, audioFile: await speechFile(), lang: 'ja', ...options });
}

/** Expects a page to show these texts and no English, and to pass axe and the layout checks. */
async function speaksJapanese(page: Page, ...texts: readonly { message: string }[]): Promise<void> {
  for (const { message } of texts) {
    await waitFor(`the page to say ${message}`, async () => (await shownWords(page)).includes(message));
  }
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('ja');
  const words = await shownWords(page);
  expect(words.filter((each) => englishTexts.has(each))).toEqual([]);
  expect(words.filter(isForeign)).toEqual([]);
  expect(await axeFindings(page)).toEqual([]);
}

/**
 * Lists the characters on both sides of each line break within a paragraph, such as "を|確". Runs in the page.
 */
function lineEnds(): string[] {
  const found: string[] = [];
  const range = document.createRange();
  for (const paragraph of document.querySelectorAll('main p')) {
    const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const words = text.textContent ?? '';
      let bottom = Infinity;
      for (let index = 0; index < words.length; index += 1) {
        range.setStart(text, index);
        range.setEnd(text, index + 1);
        const box = range.getBoundingClientRect();
        if (box.width === 0) continue;
        if (box.top >= bottom) found.push(`${words.charAt(index - 1)}|${words.charAt(index)}`);
        bottom = box.bottom;
      }
    }
  }
  return found;
}

/** Matches a break within a word or a figure, before a closing character, or after an opening one. */
const badEnd = /[ァ-ヶー]\|[ァ-ヶー]|[\d.]\|\d|[a-z]\|[a-z]|\|[、。」）…]|[「（]\|/i;

describe('in a Japanese browser', () => {
  afterEach(() => browser.close());

  it('the popup, the icon and the pages of a session that failed are Japanese', async () => {
    await launch({ microphone: 'granted' });
    const popup = await openPopup(browser);
    await popup.waitForPhase('idle');
    await speaksJapanese(popup.page, ja.phase_idle, ja.hint_idle, ja.popup_start, ja.note_loopback);
    await waitFor('the icon', async () => (await iconTitle(browser)) === ja.title_idle.message);

    await popup.click(ja.popup_start.message);
    await popup.waitForPhase('live');
    await speaksJapanese(popup.page, ja.phase_live, ja.hint_live_arriving, ja.popup_stop, ja.proof_heard);
    await waitFor('the icon', async () => (await iconTitle(browser)) === ja.title_live.message);

    await browser.setMicrophonePermission('denied');
    await popup.waitForPhase('failed');
    await speaksJapanese(
      popup.page,
      ja.phase_failed,
      ja.failure_microphone_refused_title,
      ja.failure_microphone_refused_explanation,
      ja.step_open_site_settings,
    );
    await waitFor('the icon', async () => (await iconTitle(browser)) === ja.title_failed.message);

    const options = await browser.openPage('options.html#/history');
    await speaksJapanese(
      options,
      ja.options_history,
      ja.history_choose_all,
      ja.failure_microphone_refused_title,
    );
    const [session] = await databaseRows<SessionRow>(browser, 'sessions');
    await options.goto(browser.urlOf(`options.html#/sessions/${session?.id ?? ''}`));
    await speaksJapanese(
      options,
      ja.session_events,
      ja.event_connection_connected,
      ja.step_open_site_settings,
    );
  });

  it('the permission page is Japanese, from the question to the session', async () => {
    await launch();
    await store(browser, 'microphoneWasGranted', true);
    const popup = await openPopup(browser);
    await popup.click(ja.popup_start.message);
    const permission = await openedPermissionPage(browser);
    await speaksJapanese(
      permission.page,
      ja.permission_title,
      ja.permission_allow,
      ja.permission_advice,
      ja.failure_microphone_grant_ended_title,
    );
    await browser.setMicrophonePermission('denied');
    await speaksJapanese(permission.page, ja.failure_microphone_refused_title, ja.permission_refused_steps);
    await browser.setMicrophonePermission('granted');
    await permission.waitForStage('live');
    await speaksJapanese(permission.page, ja.permission_live_title, ja.permission_live_test);
  });
});

describe('in a Japanese browser the settings are Japanese', () => {
  beforeAll(async () => {
    await launch({ microphone: 'granted' });
    await chooseProfile(browser, whipProfile({ url: 'https://speech.example/whip' }));
  });
  afterAll(() => browser.close());

  const form = [ja.form_name_hint, ja.form_save, ja.form_cancel];
  it.each([
    { place: '', texts: [ja.section_profiles_title, ja.section_microphone_title, ja.section_watch_title] },
    { place: '/microphone', texts: [ja.setting_microphone_echo_cancellation_hint] },
    { place: '/behaviour', texts: [ja.setting_keep_awake] },
    { place: '/profiles/test-server', texts: form },
    { place: '/profiles/new/whip', texts: form },
    { place: '/profiles/new/json-offer', texts: form },
    { place: '/profiles/new/openai-realtime', texts: form },
  ])('#/settings$place', async ({ place, texts }) => {
    await speaksJapanese(await browser.openPage(`options.html#/settings${place}`), ...texts);
  });

  it('a narrow page breaks its lines only where a reader pauses', async () => {
    const page = await browser.openPage('options.html#/settings/watch');
    await page.setViewport({ width: 320, height: 640 });
    await speaksJapanese(page, ja.setting_watch_error_threshold);
    const ends: string[] = [];
    for (const section of settingsSections) {
      await page.evaluate((hash) => (location.hash = hash), `#/settings/${section}`);
      await page.waitForSelector(`#section-${section}`);
      ends.push(...(await page.evaluate(lineEnds)));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
    expect(ends.length).toBeGreaterThan(30);
    expect(ends.filter((end) => badEnd.test(end))).toEqual([]);
  });
});
