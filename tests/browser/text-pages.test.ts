import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/browser/axe-findings.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { seedHistory } from '../support/browser/seed-history.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { spokenSession, spokenWords } from '../support/history/spoken-session.ts';
import { speechFile } from '../support/speech.ts';

const startedAt = Date.now() - 3_600_000;

let browser: ExtensionBrowser;
beforeAll(async () => {
  browser = await launchBrowser({ extensionDir, audioFile: await speechFile(), microphone: 'granted' });
  const page = await browser.openPage('options.html#/history');
  await page.waitForSelector('h1');
  await page.close();
  await seedHistory(browser, spokenSession('spoken', startedAt, spokenWords(startedAt)));
});
afterAll(() => browser.close());

describe('the side panel', () => {
  it('shows the newest text, with its gap and its late words in their places, and axe finds nothing', async () => {
    const page = await browser.openPage('sidepanel.html');
    await page.waitForSelector('.late');
    const lines = await page.$$eval('.paragraph p', (all) => all.map((line) => line.textContent.trim()));
    expect(lines).toEqual([
      'Good morning, everybody, and welcome to the meeting. We begin with the microphone of this room.',
      '7 sec not delivered',
      '今日は天気がいいので、東京都庁まで歩いて行きましょう。',
      'مرحبا بكم في الاجتماع اليوم، كيف حالكم؟',
      'These words came when the connection was back.',
      'Please recognise speech.',
      'Thank you for watching.',
      'and this sentence has not',
    ]);
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('input[type="search"]').fill('都庁');
    await page.waitForSelector('mark');
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewport({ width: 320, height: 600 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(320);
    await page.close();
  });
});

describe('the text beside a session', () => {
  it('leads to the moment of a word, is corrected beside its original, and axe finds nothing', async () => {
    const page = await browser.openPage('options.html#/sessions/spoken');
    await page.waitForSelector('.late');
    expect(await axeFindings(page)).toEqual([]);
    const word = await page.waitForSelector('::-p-text(These words came)');
    await word?.click();
    await page.waitForSelector('.spoken');
    await page.locator('::-p-aria(Correct[role="button"])').click();
    await page.locator('textarea').fill('Good morning, all.');
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('::-p-aria(Save[role="button"])').click();
    // The draft in the form is the same text: it is stored once it stands in the transcript.
    const isCorrected = () => document.querySelector('.corrected')?.textContent === 'Good morning, all.';
    await page.waitForFunction(isCorrected);
    await page.reload();
    await page.waitForFunction(isCorrected);
    await page.close();
  });
});

describe('the search of the history', () => {
  it('finds what was said, and leads to its place', async () => {
    const page = await browser.openPage(`options.html#/history?search=${encodeURIComponent('都庁まで')}`);
    const place = await page.waitForSelector('.found a');
    expect(await page.$$eval('.found mark', (all) => all.map((mark) => mark.textContent))).toEqual([
      '都庁まで',
    ]);
    expect(await axeFindings(page)).toEqual([]);
    await place?.click();
    await page.waitForSelector('.spoken');
    expect(await page.$eval('.spoken', (spoken) => spoken.textContent)).toContain('東京都庁');
    await page.close();
  });
});

describe('captions', () => {
  it('show the newest lines, and axe finds nothing', async () => {
    const page = await browser.openPage('captions.html');
    await page.waitForSelector('.lines p');
    expect(await page.$eval('.lines', (lines) => lines.textContent)).toContain('and this sentence has not');
    // Tools that are not pointed at are not seen.
    await page.focus('select');
    await page.waitForFunction(
      () => getComputedStyle(document.querySelector('.tools') ?? document.body).opacity === '1',
    );
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });
});
