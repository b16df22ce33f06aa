import type { Page } from 'puppeteer-core';
import type { ExtensionBrowser } from '../../../tests/support/browser/launch-browser.ts';
import { fillHistory, type Filled } from '../../../tests/support/history/fill-history.ts';
import { longestSessionId } from '../../../tests/support/history/generate-history.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { median, spread } from '../median.ts';
import { launchFilled, type Filling } from './filled-profile.ts';
import { installPageClock, navigationUntilPainted, timeUntilPainted } from './page-clock.ts';

export type HistoryFigure = 'first-paint-ratio' | 'details-ms' | 'search-ms' | 'delete-longest-task-ms';

const many = 10_000;
const few = 10;
const openings = 9;
const times = 7;

/** Elements that show the list, and the details with log and chart. */
const list = { selectors: ['.item[data-outcome]'] };
const details = { selectors: ['strong[data-outcome]', '[data-event]', '.charts .line'] };

const generated = { seed: 1, eventsPerSession: 200, samplesPerSession: 1000 };

const filling = (sessions: number): Filling<Filled> => ({
  name: `sessions-${String(sessions)}`,
  fill: (browser) => fillHistory(browser, { ...generated, sessions, endsAt: Date.now() - 60_000 }),
});

let measured: Promise<Record<HistoryFigure, Measurement>> | null = null;

/**
 * Measures one of the figures; all of them are measured in one go, because filling the database takes
 * minutes.
 */
export async function measureHistory(figure: HistoryFigure, context: BenchContext): Promise<Measurement> {
  measured ??= measureAll(context);
  return (await measured)[figure];
}

async function measureAll(context: BenchContext): Promise<Record<HistoryFigure, Measurement>> {
  const withFew = await firstPaintsOf(few, context);
  await using browser = await launchFilled(filling(many), context);
  const { filled } = browser;
  const size = `${many} sessions, ${filled.events} events, ${filled.samples} samples`;
  const withMany = await firstPaints(browser);

  const page = await openHistory(browser);
  const opened = await detailTimes(page);
  const searched = await searchTimes(page);
  const deleted = await deleteSessions(page);
  return {
    'first-paint-ratio': {
      value: median(withMany) / median(withFew),
      details: [size, `with ${few}: ${spread(withFew, 'ms')}`, `with ${many}: ${spread(withMany, 'ms')}`],
    },
    'details-ms': { value: median(opened), details: [size, spread(opened, 'ms')] },
    'search-ms': { value: median(searched), details: [size, spread(searched, 'ms')] },
    'delete-longest-task-ms': {
      value: deleted.longestTaskMs,
      details: [size, `${deleted.count} deleted in ${(deleted.ms / 1000).toFixed(1)} s`],
    },
  };
}

async function firstPaintsOf(sessions: number, context: BenchContext): Promise<number[]> {
  await using browser = await launchFilled(filling(sessions), context);
  return await firstPaints(browser);
}

/** Milliseconds of opening the list, in a new tab each time. The first two openings are warm-ups. */
async function firstPaints(browser: ExtensionBrowser): Promise<number[]> {
  const found: number[] = [];
  for (let opening = -2; opening < openings; opening += 1) {
    const page = await browser.browser.newPage();
    await page.evaluateOnNewDocument(installPageClock);
    await page.goto(browser.urlOf('options.html#/history'));
    const ms = await navigationUntilPainted(page, list);
    if (opening >= 0) found.push(ms);
    await page.close();
  }
  return found;
}

async function openHistory(browser: ExtensionBrowser): Promise<Page> {
  const page = await browser.browser.newPage();
  await page.evaluateOnNewDocument(installPageClock);
  await page.goto(browser.urlOf('options.html#/history'));
  await navigationUntilPainted(page, list);
  return page;
}

async function detailTimes(page: Page): Promise<number[]> {
  const found: number[] = [];
  for (let time = -1; time < times; time += 1) {
    const ms = await timeUntilPainted(page, { hash: `#/sessions/${longestSessionId}` }, details);
    if (time >= 0) found.push(ms);
    await timeUntilPainted(page, { hash: '#/history' }, list);
  }
  return found;
}

/** Searches after each of which the number of results changes. */
const searches = ['h', 'headset', 'headset studio', 'studio', 'studio 会議', 'cap', ''];

async function searchTimes(page: Page): Promise<number[]> {
  // The first search reads every session once; those that follow are answered from memory.
  const counted = { selectors: list.selectors, changing: '.count' };
  await timeUntilPainted(page, { search: 'interview' }, { ...counted, selectors: [] });
  const found: number[] = [];
  for (const search of searches) found.push(await timeUntilPainted(page, { search }, counted));
  return found;
}

interface Deleted {
  count: number;
  ms: number;
  longestTaskMs: number;
}

/**
 * Deletes more than a tenth of all sessions as a user does: found, all chosen, confirmed. The measured tasks
 * are those of the deletion, of redrawing the list, and of all that the page does after it.
 */
async function deleteSessions(page: Page): Promise<Deleted> {
  await timeUntilPainted(page, { search: 'headset' }, { ...list, changing: '.count' });
  return page.evaluate(async () => {
    const click = async (find: () => Element | null | undefined) => {
      for (;;) {
        const found = find();
        if (found instanceof HTMLElement) return found.click();
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    };
    await click(() => document.querySelector('.bar button:last-of-type'));
    const count = Number(
      /[\d,.]+/.exec(document.querySelector('.count')?.textContent ?? '')?.[0].replace(/\D/g, ''),
    );
    await click(() => document.querySelector('.bar button.danger'));
    let longestTaskMs = 0;
    const watching = new PerformanceObserver((entries) => {
      for (const { duration } of entries.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
    });
    watching.observe({ type: 'longtask' });
    const from = performance.now();
    await click(() => document.querySelector('dialog[open] button.danger'));
    while (document.querySelector('dialog[open]'))
      await new Promise((resolve) => requestAnimationFrame(resolve));
    const ms = performance.now() - from;
    while (document.querySelector('[role="grid"] .item'))
      await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    for (const { duration } of watching.takeRecords()) longestTaskMs = Math.max(longestTaskMs, duration);
    return { count, ms, longestTaskMs };
  });
}
