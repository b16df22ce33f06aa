import type { Page } from 'puppeteer-core';
import type { ExtensionBrowser } from '../../../tests/support/browser/launch-browser.ts';
import { fillTranscripts } from '../../../tests/support/history/fill-history.ts';
import { commonWords, dayId, rareWord } from '../../../tests/support/history/generated-transcripts.ts';
import { launchFilled } from '../history/filled-profile.ts';
import { installPageClock, navigationUntilPainted, timeUntilPainted } from '../history/page-clock.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { median, spread } from '../median.ts';

export type StoredWordsFigure =
  | 'search-ms'
  | 'typing-longest-task-ms'
  | 'details-ms'
  | 'panel-mb'
  | 'panel-longest-task-ms'
  | 'export-longest-task-ms';

const generated = { seed: 1, sessions: 10_000, wordsPerSession: 400, segmentsOfDay: 200_000 };
const times = 5;

let measured: Promise<Record<StoredWordsFigure, Measurement>> | null = null;

/** Measures one of the figures of long and many transcripts; all in one go, because filling the database takes minutes. */
export async function measureStoredWords(
  figure: StoredWordsFigure,
  context: BenchContext,
): Promise<Measurement> {
  measured ??= measureAll(context);
  return (await measured)[figure];
}

async function measureAll(context: BenchContext): Promise<Record<StoredWordsFigure, Measurement>> {
  const filling = {
    name: `words-${String(generated.sessions)}`,
    fill: (browser: ExtensionBrowser) =>
      fillTranscripts(browser, { ...generated, endsAt: Date.now() - 60_000 }),
  };
  await using browser = await launchFilled(filling, context);
  const { words, segments } = browser.filled;
  const size = `${String(generated.sessions)} sessions, ${String(words)} words in ${String(segments)} segments`;
  const ofDay = `${String(generated.segmentsOfDay)} segments in 24 h`;
  const searched = await searchTimes(browser);
  const typing = await typingTask(browser);
  const opened = await detailTimes(browser);
  const panel = await openPanel(browser);
  const exported = await exportText(browser);
  return {
    'search-ms': {
      value: Math.max(...searched.map(({ ms }) => ms)),
      details: [
        size,
        ...searched.map(({ query, ms }) => `“${query}”: ${ms.toFixed(0)} ms until the first places`),
      ],
    },
    'typing-longest-task-ms': { value: typing, details: [size] },
    'details-ms': { value: median(opened), details: [ofDay, spread(opened, 'ms')] },
    'panel-mb': {
      value: panel.megabytes,
      details: [
        ofDay,
        `the newest words after ${panel.firstMs.toFixed(0)} ms, all after ${panel.allMs.toFixed(0)} ms`,
        `paragraphs in the page: at most ${String(panel.paragraphs)} while it was scrolled through`,
      ],
    },
    'panel-longest-task-ms': {
      value: panel.scrollTaskMs,
      details: [ofDay, `while it is read: ${panel.readTaskMs.toFixed(0)} ms`],
    },
    'export-longest-task-ms': {
      value: exported.longestTaskMs,
      details: [
        ofDay,
        `WebVTT of ${(exported.bytes / 1e6).toFixed(1)} MB in ${(exported.ms / 1000).toFixed(1)} s`,
      ],
    },
  };
}

async function searchTimes(browser: ExtensionBrowser): Promise<{ query: string; ms: number }[]> {
  const page = await openClocked(browser, 'options.html#/history', ['.item[data-outcome]']);
  const [most = '', next = ''] = commonWords(generated.seed);
  const found: { query: string; ms: number }[] = [];
  for (const query of [most, rareWord, next, `${most} ${next}`, most.slice(0, 3), rareWord.slice(0, 5)]) {
    await clearSearch(page);
    found.push({ query, ms: await timeUntilPainted(page, { search: query }, { selectors: ['.found a'] }) });
  }
  await page.close();
  return found;
}

async function clearSearch(page: Page): Promise<void> {
  await timeUntilPainted(page, { search: '' }, { selectors: ['.item[data-outcome]'] });
  await page.waitForFunction(() => document.querySelector('.found') === null);
}

/** The longest task, in milliseconds, from the first letter of each of three words until its places are found. */
async function typingTask(browser: ExtensionBrowser): Promise<number> {
  const page = await openClocked(browser, 'options.html#/history', ['.item[data-outcome]']);
  // The first search of a page reads every session's row once.
  await timeUntilPainted(page, { search: rareWord }, { selectors: ['.found a'] });
  await clearSearch(page);
  await watchTasks(page);
  for (const word of [...commonWords(generated.seed), rareWord]) {
    await page.focus('input[type="search"]');
    await page.keyboard.type(word, { delay: 80 });
    await page.waitForSelector('.found a');
    await clearSearch(page);
  }
  const longest = await longestTask(page);
  await page.close();
  return longest;
}

async function detailTimes(browser: ExtensionBrowser): Promise<number[]> {
  const page = await openClocked(browser, 'options.html#/history', ['.item[data-outcome]']);
  const found: number[] = [];
  for (let time = -1; time < times; time += 1) {
    const selectors = ['strong[data-outcome]', '.paragraph p'];
    const ms = await timeUntilPainted(page, { hash: `#/sessions/${dayId}` }, { selectors });
    if (time >= 0) found.push(ms);
    await timeUntilPainted(page, { hash: '#/history' }, { selectors: ['.item[data-outcome]'] });
  }
  await page.close();
  return found;
}

/** Opens the panel, which shows the newest session, and scrolls through it; its memory is what its page holds afterwards. */
async function openPanel(browser: ExtensionBrowser) {
  const page = await browser.browser.newPage();
  await page.evaluateOnNewDocument(installPageClock);
  await page.goto(browser.urlOf('sidepanel.html'));
  await watchTasks(page);
  const firstMs = await navigationUntilPainted(page, { selectors: ['.paragraph p'] });
  const allMs = await navigationUntilPainted(page, { selectors: ['.buttons button:first-child:enabled'] });
  const readTaskMs = await longestTask(page);
  const paragraphs = await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)));
    let most = 0;
    for (let share = 0; share <= 1; share += 0.02) {
      scrollTo(0, share * document.documentElement.scrollHeight);
      await frame();
      most = Math.max(most, document.querySelectorAll('.paragraph').length);
    }
    scrollTo(0, 0);
    await frame();
    return most;
  });
  const scrollTaskMs = await longestTask(page);
  const session = await page.createCDPSession();
  await session.send('HeapProfiler.collectGarbage');
  const { JSHeapUsedSize = Infinity } = await page.metrics();
  await page.close();
  return { firstMs, allMs, readTaskMs, scrollTaskMs, paragraphs, megabytes: JSHeapUsedSize / 1e6 };
}

/** Exports the subtitles of the long session as a user does, and watches how long the page does nothing else. */
async function exportText(browser: ExtensionBrowser) {
  const page = await openClocked(browser, `options.html#/sessions/${dayId}`, ['.paragraph p']);
  await page.locator('::-p-aria(Export…[role="button"])').click();
  await page.select('dialog[open] select', 'webvtt');
  await watchTasks(page);
  await page.evaluate(() => {
    const written = { bytes: 0, from: performance.now(), ms: 0 };
    Object.assign(globalThis, { written });
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob) => {
      if (blob instanceof Blob)
        Object.assign(written, { bytes: blob.size, ms: performance.now() - written.from });
      return make(blob);
    };
  });
  await page.locator('dialog[open] button.primary').click();
  const written = () => (globalThis as unknown as { written: { bytes: number; ms: number } }).written;
  await page.waitForFunction(
    () => (globalThis as unknown as { written: { bytes: number } }).written.bytes > 0,
    { timeout: 120_000 },
  );
  const { bytes, ms } = await page.evaluate(written);
  const longestTaskMs = await longestTask(page);
  await page.close();
  return { bytes, ms, longestTaskMs };
}

interface Tasks {
  benchTasks: { watching: PerformanceObserver; longest: number };
}

/** Begins to note the page's longest task. */
const watchTasks = (page: Page) =>
  page.evaluate(() => {
    const benchTasks = {
      longest: 0,
      watching: new PerformanceObserver((entries) => {
        for (const { duration } of entries.getEntries())
          benchTasks.longest = Math.max(benchTasks.longest, duration);
      }),
    };
    benchTasks.watching.observe({ type: 'longtask' });
    Object.assign(globalThis, { benchTasks });
  });

/** Milliseconds of the longest task since the last call; a task of less than 50 ms is none (W3C Long Tasks). */
const longestTask = (page: Page) =>
  page.evaluate(async () => {
    // The browser tells of a task some time after it.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { benchTasks } = globalThis as unknown as Tasks;
    for (const { duration } of benchTasks.watching.takeRecords())
      benchTasks.longest = Math.max(benchTasks.longest, duration);
    const { longest } = benchTasks;
    benchTasks.longest = 0;
    return longest;
  });

async function openClocked(
  browser: ExtensionBrowser,
  path: string,
  selectors: readonly string[],
): Promise<Page> {
  const page = await browser.browser.newPage();
  await page.evaluateOnNewDocument(installPageClock);
  await page.goto(browser.urlOf(path));
  await navigationUntilPainted(page, { selectors });
  return page;
}
