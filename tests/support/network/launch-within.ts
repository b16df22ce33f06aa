import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, type LaunchOptions } from '../browser/launch-browser.ts';
import { findBrowser } from '../../../tools/find-browser.mjs';

/** Launches the browser behind a command such as one that enters a network namespace. */
export async function launchWithin(within: readonly string[], options: LaunchOptions) {
  const browser = findBrowser();
  if (within.length === 0 || !browser) return launchBrowser(options);
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-browser-'));
  const wrapper = join(folder, 'browser');
  const chosen = process.env['CHROME_PATH'];
  try {
    await writeFile(wrapper, `#!/bin/sh\nexec ${[...within, browser].map(quoted).join(' ')} "$@"\n`);
    await chmod(wrapper, 0o700);
    process.env['CHROME_PATH'] = wrapper;
    return await launchBrowser(options);
  } finally {
    if (chosen === undefined) delete process.env['CHROME_PATH'];
    else process.env['CHROME_PATH'] = chosen;
    await rm(folder, { recursive: true, force: true });
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
