import { describe, expect, it } from 'vitest';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { whipProfile } from '../support/browser/profiles.ts';
import { nothingHeld, type SessionDriver } from '../support/browser/session-driver.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { textsOf } from '../support/messages.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';

let driver: SessionDriver;
let server: WhipServer;

withServer(
  () => startWhipServer(),
  (given) => {
    server = given;
  },
);
withDriver((given) => {
  driver = given;
});

const texts = textsOf('en');
const deletes = () => server.requests.filter(({ method, status }) => method === 'DELETE' && status === 200);

/** Fills `storage.local` to its last bytes. */
async function fillStorage(): Promise<void> {
  await driver.evaluate(async () => {
    const fill = (key: string, size: number) =>
      chrome.storage.local.set({ [key]: 'x'.repeat(size) }).then(
        () => true,
        () => false,
      );
    let count = 0;
    for (let size = 1_000_000; size >= 1; size = Math.floor(size / 10)) {
      while (await fill(`filler${String(count)}`, size)) count += 1;
    }
  });
}

/** Whether the notice hides the end of the page from whoever has scrolled to it. Runs in the page. */
function isEndCovered(): boolean {
  scrollTo(0, document.documentElement.scrollHeight);
  const notice = document.querySelector('[role="alert"]')?.getBoundingClientRect();
  const end = document.querySelector('main > *')?.getBoundingClientRect();
  if (!notice || !end) throw new Error('The page has no notice, or no content.');
  return end.bottom > notice.top;
}

describe('a full storage.local', () => {
  it('does not keep a session from beginning, from being logged, or from being closed at its server', async () => {
    await driver.start(whipProfile({ url: server.url }));
    await driver.popup.waitForPhase('live');
    await driver.stop();
    await fillStorage();
    await driver.startAgain();
    await driver.popup.waitForPhase('live');
    await hearSpeech(server.recording);
    await driver.stop();
    expect(await driver.held()).toEqual(nothingHeld);
    const kinds = (await driver.events()).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['session-started', 'live', 'session-ended']));
    await waitFor('both deletes', () => deletes().length === 2);
  });

  it('is explained where a setting does not fit, with a link to where room can be made', async () => {
    const page = await driver.openPage('options.html#/settings');
    try {
      await page.waitForSelector('.sections');
      await fillStorage();
      await page
        .locator(`::-p-aria(${texts.t('profiles_duplicate_named', 'Loopback')}[role="button"])`)
        .click();
      const told = await page.waitForSelector('[data-reason="storage-full"]');
      expect(await told?.evaluate((element) => element.textContent)).toContain(
        texts.t('failure_storage_full_title'),
      );
      await page.setViewport({ width: 320, height: 640 });
      expect(await page.evaluate(isEndCovered)).toBe(false);
      await page.locator('[data-reason="storage-full"] a').click();
      await page.waitForFunction(() => location.hash === '#/settings/history');
    } finally {
      await page.close();
    }
  });
});

it('session URLs that are far too long are not stored, and their sessions work', async () => {
  server.options.pathPadding = 5000;
  await driver.goLive(whipProfile({ url: server.url }));
  const kept = await driver.evaluate(async () =>
    JSON.stringify(await chrome.storage.local.get('openWhipSessions')),
  );
  expect(kept.length).toBeLessThan(100);
  await driver.stop();
  await waitFor('the DELETE', () => deletes().length === 1);
});
