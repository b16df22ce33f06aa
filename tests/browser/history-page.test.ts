import type { KeyInput, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { axeFindings } from '../support/browser/axe-findings.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { seedHistory } from '../support/browser/seed-history.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { pushedIn, watchPushing } from '../support/browser/watch-pushing.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { pastSessions, type PastSessions } from '../support/history/past-sessions.ts';
import { speechFile } from '../support/speech.ts';

const count = 1500;
const viewport = { width: 1100, height: 800 };

let browser: ExtensionBrowser;
let past: PastSessions;
let pages: Page[] = [];

beforeAll(async () => {
  browser = await launchBrowser({ extensionDir, audioFile: await speechFile(), microphone: 'granted' });
  const first = await browser.openPage('options.html#/history');
  await first.waitForSelector('.empty');
  past = pastSessions({ count, now: Date.now(), withSamples: 3 });
  await seedHistory(browser, past);
  await first.close();
});
afterEach(async () => {
  for (const page of pages) await page.close();
  pages = [];
});
afterAll(() => browser.close());

async function open(hash = '#/history'): Promise<Page> {
  const page = await browser.openPage(`options.html${hash}`);
  pages.push(page);
  await page.setViewport(viewport);
  await page.waitForSelector('[role="grid"] [data-outcome], .log [data-kind], .none');
  return page;
}

const textOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => element.textContent.replaceAll('\u202f', ' ').trim());
const hashOf = (page: Page) => page.evaluate(() => location.hash);
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('href') ?? document.activeElement?.tagName ?? '');
const counted = (page: Page, words: string) =>
  waitFor(words, async () => (await textOf(page, '.count')) === words);
const wholeList = (page: Page, all: number) =>
  counted(page, `${new Intl.NumberFormat('en').format(all)} sessions`);
/** The links of the sessions in sight. */
const linksOf = (page: Page) =>
  page.$$eval('[role="grid"] a', (links) =>
    links
      .filter((link) => {
        const { top, bottom } = link.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      })
      .map((link) => link.getAttribute('href') ?? ''),
  );

describe('the list of many sessions', () => {
  it('draws only a few rows, and none of them blank while it is scrolled', async () => {
    const page = await open();
    await wholeList(page, count);
    expect(await page.$$eval('[role="grid"] [data-outcome]', (rows) => rows.length)).toBeLessThan(60);
    const blanks = await page.evaluate(async () => {
      const frame = () => new Promise(requestAnimationFrame);
      let seen = 0;
      for (let step = 0; step < 60; step += 1) {
        scrollBy(0, step < 40 ? 700 : 6000);
        await frame();
        await frame();
        const middle = document.elementFromPoint(600, innerHeight / 2);
        if (!middle?.closest('[role="row"]')) seen += 1;
      }
      return seen;
    });
    expect(blanks).toBe(0);
    await waitFor('the bands of what is seen', () =>
      page.evaluate(() => {
        const row = document.elementFromPoint(600, innerHeight / 2)?.closest('[data-outcome]');
        return row === null || row === undefined || row.querySelectorAll('path').length > 0;
      }),
    );
  });

  it('does not move on the page while all sessions and their patterns are found', async () => {
    const page = await browser.browser.newPage();
    pages.push(page);
    await page.setViewport(viewport);
    await page.evaluateOnNewDocument(watchPushing);
    await page.goto(browser.urlOf('options.html#/history'));
    await wholeList(page, count);
    await page.waitForSelector('.found button');
    await page.waitForSelector('[role="grid"] .strip path');
    expect(await pushedIn(page)).toEqual([]);
  });

  it('is filtered at each key, and is unchanged after a visit to a session', async () => {
    const page = await open();
    await wholeList(page, count);
    await page.type('input[type="search"]', 'hotspot');
    const hits = past.rows.filter(({ profileName }) => profileName === 'Phone hotspot').length;
    await counted(page, `${String(hits)} of 1,500 sessions match`);
    expect(await hashOf(page)).toBe('#/history?search=hotspot');

    await page.evaluate(() => scrollTo(0, 3000));
    let before: string[] = [];
    await waitFor('rows that stay where they are', async () => {
      const links = await linksOf(page);
      const stay = links.length > 3 && JSON.stringify(links) === JSON.stringify(before);
      before = links;
      return stay;
    });
    // A click before the page is where it stays would hit what was there.
    const sessionToBeShown = async () => {
      await page.waitForSelector('.story');
      await waitFor('its beginning', () => page.evaluate(() => scrollY === 0));
      await waitFor('the heading to have the focus', async () => (await focused(page)) === 'H1');
    };
    await page.click(`a[href="${before[3] ?? ''}"]`);
    await sessionToBeShown();
    await page.goBack();
    await waitFor('the same rows', async () => {
      const after = await linksOf(page);
      return JSON.stringify(after) === JSON.stringify(before);
    });
    await page.goForward();
    await sessionToBeShown();
    await page.click('.back a');
    await waitFor('the same rows again', async () => {
      const after = await linksOf(page);
      return JSON.stringify(after) === JSON.stringify(before);
    });
    expect(await hashOf(page)).toBe('#/history?search=hotspot');
  });

  it('can be used by keyboard alone, from the search to a session and back', async () => {
    const page = await open();
    await wholeList(page, count);
    await page.focus('input[type="search"]');
    await waitFor('the list in the way of Tab', async () => {
      await page.keyboard.press('Tab');
      return (await focused(page)).startsWith('#/sessions/');
    });
    for (let step = 0; step < 30; step += 1) await page.keyboard.press('ArrowDown');
    await waitFor(
      'the thirtieth below it',
      async () => (await focused(page)) === `#/sessions/${past.rows[30]?.id ?? ''}`,
    );
    await page.keyboard.press('End');
    await waitFor(
      'the last one',
      async () => (await focused(page)) === `#/sessions/${past.rows.at(-1)?.id ?? ''}`,
    );
    await page.keyboard.press('Home');
    await waitFor(
      'the first one',
      async () => (await focused(page)) === `#/sessions/${past.rows[0]?.id ?? ''}`,
    );
    await page.keyboard.press('Space');
    await page.keyboard.down('Shift');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.up('Shift');
    await counted(page, '2 sessions chosen');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.story');
    expect(await hashOf(page)).toBe(`#/sessions/${past.rows[1]?.id ?? ''}`);
    await waitFor('the heading to have the focus', async () => (await focused(page)) === 'H1');
    await page.keyboard.down('Shift');
    await page.keyboard.press('Tab');
    await page.keyboard.up('Shift');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role="grid"]');
  });
});

describe('a session’s details', () => {
  const longest = () =>
    past.rows.slice(0, 3).reduce((one, other) => (other.interruptions > one.interruptions ? other : one));

  it('show its figures under one cursor, which the keyboard moves', async () => {
    const page = await open(`#/sessions/${longest().id}`);
    await page.waitForSelector('.charts .line');
    await page.focus('input[type="range"]');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    const spoken = await page.$eval('input[type="range"]', (slider) => slider.getAttribute('aria-valuetext'));
    expect(spoken).toContain('Live');
    expect(spoken).toMatch(/Round-trip time \d+(\.\d)? ms/);
    const widthOf = () =>
      page.$eval('input[type="range"]', (slider) => {
        const { max, min } = slider;
        return Number(max) - Number(min);
      });
    const whole = await widthOf();
    await page.keyboard.press('+');
    expect(await widthOf()).toBeCloseTo(whole / 2, -1);
    await page.keyboard.press('0');
    expect(await widthOf()).toBe(whole);
    await page.keyboard.press('Enter');
    await waitFor('an event of the log', () =>
      page.evaluate(() => document.activeElement?.closest('.log') !== null),
    );
    await page.keyboard.press('Enter');
    await waitFor('the axis again', async () => (await focused(page)) === 'INPUT');
  });

  it('are zoomed in by dragging, and out by a button', async () => {
    const page = await open(`#/sessions/${longest().id}`);
    await page.waitForSelector('.charts .line');
    const box = await (await page.$('.charts'))?.boundingBox();
    if (!box) throw new Error('no charts');
    await page.mouse.move(box.x + 300, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 450, box.y + 40, { steps: 4 });
    await page.mouse.up();
    const showAll = '.axis .buttons button:last-child:not(:disabled)';
    await page.waitForSelector(showAll);
    await page.click(showAll);
    await page.waitForSelector('.axis .buttons button:last-child:disabled');
  });
});

describe('while a session runs', () => {
  it('the list and the details are kept up to date in two windows, and nothing on the pages moves', async () => {
    const list = await open();
    await waitFor('every session', async () => /^1,5\d\d sessions$/.test(await textOf(list, '.count')));
    const before = await textOf(list, '.count');
    const popup = await openPopup(browser);
    onTestFinished(async () => {
      await popup.reset();
      await popup.close();
    });
    await popup.start();
    await popup.waitForPhase('live');
    await list.bringToFront();
    await waitFor('one more', async () => (await textOf(list, '.count')) > before);
    const running = await list.waitForSelector('[data-outcome="running"] a');
    const hash = await running?.evaluate((link) => link.getAttribute('href'));
    const details = await open(hash ?? '');
    await waitFor('the story', async () => (await textOf(details, '.story')).startsWith('Live for'));
    await details.evaluate(watchPushing);
    const start = await textOf(details, '.story');
    await waitFor('figures that have changed', async () => {
      const now = await textOf(details, '.story');
      return now !== start && /[5-9](\.\d)? sec|min/.test(now);
    });
    expect(await pushedIn(details)).toEqual([]);
    await popup.stop();
    await popup.waitForPhase('idle');
    await details.bringToFront();
    await waitFor(
      'the end',
      async () => (await textOf(details, 'header [data-outcome]')) === 'Stopped by you',
    );
    await list.bringToFront();
    await waitFor('the end in the list', async () => (await list.$('[data-outcome="running"]')) === null);
  });

  it('a session that one window deletes disappears in the other', async () => {
    const [one, other] = [await open('#/history?search=hotspot'), await open('#/history?search=hotspot')];
    const before = await textOf(other, '.count');
    await one.bringToFront();
    await one.focus('[role="grid"] a');
    await one.keyboard.press('Space');
    await one.keyboard.press('Delete');
    await one.waitForSelector('dialog[open]');
    expect(await textOf(one, 'dialog h2')).toBe('Delete 1 session?');
    await one.click('dialog .danger');
    await waitFor('the dialog to close', async () => (await one.$('dialog')) === null);
    await waitFor('another count here', async () => (await textOf(one, '.count')) !== before);
    await waitFor('the next session to have the focus', async () =>
      (await focused(one)).startsWith('#/sessions/'),
    );
    await other.bringToFront();
    await waitFor('another count', async () => (await textOf(other, '.count')) !== before);
  });
});

describe('axe finds nothing in either theme', () => {
  async function askAboutFirst(page: Page, key: KeyInput): Promise<void> {
    await page.focus('[role="grid"] a');
    await page.keyboard.press('Space');
    await page.keyboard.press(key);
  }

  it.each<[name: string, hash: string, then: (page: Page) => Promise<unknown>]>([
    ['the list', '#/history', (page) => page.waitForSelector('[role="grid"] .strip path')],
    [
      'a filtered list with what many sessions have in common',
      '#/history?interrupted=1&sort=longest',
      async (page) => {
        await page.locator('.found button').click();
        await page.locator('.panel summary').click();
      },
    ],
    [
      'a list that nothing matches',
      '#/history?search=nothing-of-this',
      (page) => page.waitForSelector('.none'),
    ],
    [
      'the question before deleting',
      '#/history',
      async (page) => {
        await askAboutFirst(page, 'Delete');
        await page.waitForSelector('dialog[open]');
      },
    ],
    [
      'what to export',
      '#/history',
      async (page) => {
        await askAboutFirst(page, 'ArrowDown');
        await page.locator('::-p-aria(Export…[role="button"])').click();
        await page.waitForSelector('dialog[open]');
      },
    ],
    [
      'details with charts, tables and raw data',
      '#/sessions/past-00000',
      async (page) => {
        await page.waitForSelector('.charts .line');
        await page.click('details:not(.failure details) summary');
        await page.waitForSelector('tbody');
        await page.click('.log .raw');
      },
    ],
    [
      'details looked at closely, with one kind of events alone',
      '#/sessions/past-00001',
      async (page) => {
        await page.waitForSelector('.charts .line');
        await page.focus('input[type="range"]');
        for (const key of ['ArrowRight', '+', '+'] as const) await page.keyboard.press(key);
        await page.locator('.groups label:nth-child(2)').click();
      },
    ],
  ])('in %s', async (_name, hash, then) => {
    const page = await open(hash);
    await then(page);
    expect(await axeFindings(page)).toEqual([]);
  });
});

it('the history keeps colours that carry data where the system chooses all others', async () => {
  const page = await open('#/sessions/past-00001');
  await page.waitForSelector('.timeline .bar.live');
  const client = await page.createCDPSession();
  await client.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
  const colours = await page.evaluate(() => {
    const colourOf = (selector: string) => {
      const element = document.querySelector(selector);
      return element ? getComputedStyle(element).backgroundColor : '';
    };
    return {
      live: colourOf('.timeline .bar.live'),
      track: colourOf('.timeline .tall .track'),
      chosen: colourOf('input:checked + .chip'),
      other: colourOf('input:not(:checked) + .chip'),
    };
  });
  expect(colours.live).not.toBe(colours.track);
  expect(colours.chosen).not.toBe(colours.other);
});

it('the history animates nothing for a user who wants less motion', async () => {
  const page = await open('#/history');
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  const moving = await page.$$eval('body *', (elements) =>
    elements
      .map((element) => getComputedStyle(element))
      .filter((style) => style.transitionDuration !== '0s' || style.animationName !== 'none'),
  );
  expect(moving).toEqual([]);
});

it('the history’s list and details fit into 320 pixels', async () => {
  for (const hash of ['#/history', '#/sessions/past-00001']) {
    const page = await open(hash);
    await page.setViewport({ width: 320, height: 700 });
    await waitFor('no scrolling sideways', () =>
      page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    );
  }
});
