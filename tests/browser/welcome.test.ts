import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { textsOf } from '../support/messages.ts';

let folder: string;
let installed: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steadymic-welcome-'));
  installed = join(folder, 'extension');
  await cp(extensionDir, installed, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

const launch = () =>
  launchBrowser({ extensionDir: installed, profileDir: join(folder, 'profile'), isNewUser: true });

async function shown({ browser, urlOf }: ExtensionBrowser) {
  const pages = await browser.pages();
  return pages.filter((page) => page.url().startsWith(urlOf('permission.html')));
}

async function writeNextVersion(): Promise<void> {
  const path = join(installed, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { version: string };
  await writeFile(path, JSON.stringify({ ...manifest, version: `${manifest.version}.1` }));
}

it('an installation opens the page that says how to begin; another start with a newer version does not', async () => {
  {
    await using browser = await launch();
    const [page] = await waitFor('the page', async () => {
      const found = await shown(browser);
      return found.length > 0 && found;
    });
    const words = textsOf('en').t('permission_title');
    await waitFor('its words', async () =>
      (await page?.evaluate(() => document.body.innerText))?.includes(words),
    );
    expect(await shown(browser)).toHaveLength(1);
  }
  await writeNextVersion();
  await using browser = await launch();
  // The page waits for this answer alone, and the popup for the worker.
  await browser.evaluate(() => chrome.storage.managed.get());
  await (await openPopup(browser)).waitForPhase('idle');
  expect(await shown(browser)).toEqual([]);
});
