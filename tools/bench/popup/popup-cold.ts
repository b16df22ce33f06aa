import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { launchBrowser } from '../../../tests/support/browser/launch-browser.ts';
import { waitFor } from '../../../tests/support/browser/wait-for.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { median, spread } from '../median.ts';
import { noteWhenUsable } from './note-when-usable.ts';

const pairs = 9;
/** Milliseconds from when the browser can be driven to the click on the icon. */
const openedAfterMs = 300;

/** Writes an extension whose popup is a single button. */
async function writeEmptyExtension(folder: string): Promise<void> {
  const manifest = { manifest_version: 3, name: 'Empty', version: '1', permissions: ['storage'] };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'popup.html'), '<!doctype html><title>Empty</title><button>Start</button>');
}

/** Runs a profile once, because the first run writes it, and has no copy of a policy. */
async function runOnce(ours: { extensionDir: string; profileDir: string }): Promise<void> {
  await using browser = await launchBrowser({ ...ours, microphone: 'granted' });
  const page = await browser.openPage('popup.html');
  await waitFor('the browser to tell of policies', () =>
    page.evaluate(async () => 'policyCopy' in (await chrome.storage.local.get('policyCopy'))),
  );
}

/**
 * The time from the navigation to popup.html until Start can be clicked, in a browser that was started 300 ms
 * ago, divided by that of an extension's page with a single button. Each extension has a profile in which it
 * has run before.
 */
export async function measureColdPopup({ extensionDir, audioFile }: BenchContext): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-cold-'));
  try {
    const emptyDir = await mkdtemp(join(folder, 'extension-'));
    await writeEmptyExtension(emptyDir);
    const ours = { extensionDir, profileDir: await mkdtemp(join(folder, 'ours-')) };
    const empty = { extensionDir: emptyDir, profileDir: await mkdtemp(join(folder, 'empty-')) };

    async function open(which: typeof ours): Promise<number> {
      const options = { ...which, audioFile, microphone: 'granted', waitsForWorker: false } as const;
      await using browser = await launchBrowser(options);
      await passed(openedAfterMs);
      const page = await browser.browser.newPage();
      await page.evaluateOnNewDocument(noteWhenUsable);
      await page.goto(browser.urlOf('popup.html'));
      return await waitFor('Start to be clickable', () =>
        page.evaluate(() => Number(document.documentElement.dataset['usableMs'] ?? 0)),
      );
    }

    await runOnce(ours);
    await open(empty);

    const times = { ours: [] as number[], empty: [] as number[] };
    for (let pair = 0; pair < pairs; pair += 1) {
      const rounds = [
        async () => times.ours.push(await open(ours)),
        async () => times.empty.push(await open(empty)),
      ];
      // The order alternates, because the second may find the machine warmer.
      for (const round of pair % 2 === 0 ? rounds : rounds.toReversed()) await round();
    }
    return {
      value: median(times.ours) / median(times.empty),
      details: [`popup ${spread(times.ours, 'ms')}`, `empty page ${spread(times.empty, 'ms')}`],
    };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
