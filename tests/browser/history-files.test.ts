import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { databaseRows } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { seedHistory } from '../support/browser/seed-history.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { pastSessions } from '../support/history/past-sessions.ts';
import { aRow, eventsOf } from '../support/session-rows.ts';

const day = 86_400_000;
const now = Date.now();
const line = (seq: number, at: number, body: object) => ({ writer: 'host', seq, at, ...body });
const end = { kind: 'session-ended', by: 'user', durationMs: 1000 };

let browser: ExtensionBrowser;
let folder: string;

beforeAll(async () => {
  browser = await launchBrowser({ extensionDir, microphone: 'granted' });
  folder = await mkdtemp(join(tmpdir(), 'steadymic-files-'));
  const first = await browser.openPage('options.html#/history');
  await first.waitForSelector('.empty');
  await seedHistory(browser, pastSessions({ count: 40, now, withSamples: 1 }));
  await first.close();
});
afterAll(() => browser.close());

const idsOf = async () => (await databaseRows<SessionRow>(browser, 'sessions')).map(({ id }) => id).sort();

async function takeIn(page: Page, events: object[]): Promise<void> {
  const path = join(folder, 'sessions.json');
  const sessions = [{ id: 'strange', events, samples: [] }];
  await writeFile(path, JSON.stringify({ format: 'steadymic-history', version: 1, sessions }));
  const input = await page.waitForSelector('#import-sessions');
  await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(path);
}

describe('a file with a session', () => {
  it.each<[string, object[], string]>([
    [
      'that begins now and ends 230 days later',
      [line(1, now, { kind: 'stop-requested' }), line(2, now + 230 * day, end)],
      'implausible',
    ],
    [
      'that lasts from the first moment to the last that a date can have',
      [
        line(1, 0, { kind: 'stop-requested' }),
        line(2, 1, { kind: 'live', afterMs: 1 }),
        line(3, 8.64e15, { ...end, durationMs: 8.64e15 }),
      ],
      'malformed',
    ],
    ['of a length beyond all figures', [line(1, now, { ...end, durationMs: 1e308 })], 'malformed'],
    ['that lies two years ahead', [line(1, now + 730 * day, end)], 'implausible'],
    ['that says it lasted four years', [line(1, now - day, { ...end, durationMs: 1.3e11 })], 'implausible'],
  ])('that is %s is refused with an explanation, and the history stays', async (_, events, problem) => {
    const before = await idsOf();
    const page = await browser.openPage('options.html#/settings/history');
    await takeIn(page, events);
    const alert = await page.waitForSelector(`[role="alert"][data-problem="${problem}"]`);
    expect(await alert?.evaluate((element) => element.textContent)).toContain('Nothing was changed.');
    await page.close();
    expect(await idsOf()).toEqual(before);
  });
});

it('a session of any length that an earlier version has stored does not break the pages', async () => {
  const startedAt = now - 1000;
  const row = aRow({ id: 'endless', startedAt, endedAt: 8.64e15, lastEventAt: 8.64e15 });
  const endless = {
    ...row,
    bands: [{ kind: 'live' as const, from: startedAt, to: 8.64e15 }],
    connections: [{ from: startedAt, ms: 8.64e15, died: true }],
  };
  const events = eventsOf('endless', startedAt, [
    { kind: 'live', afterMs: 1e300 },
    { kind: 'clock-jumped', byMs: 1e308 },
    { kind: 'session-ended', by: 'interruption', durationMs: 1e308 },
  ]);
  await seedHistory(browser, { rows: [endless], events, samples: [] });
  const page = await browser.openPage('options.html#/history');
  await page.waitForSelector('a[href="#/sessions/endless"]');
  await waitFor('all sessions', async () => {
    const count = await page.$eval('.count', (element) => element.textContent);
    return count.includes('41');
  });
  await page.click('a[href="#/sessions/endless"]');
  await page.waitForSelector('.log [data-kind="session-ended"]');
  expect(await page.$$('.session [role="alert"]')).toEqual([]);
  await page.close();
});
