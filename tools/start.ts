// `npm start`: builds the extension and shows it in a browser of its own, until Ctrl+C.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  launchBrowser,
  type ExtensionBrowser,
  type LaunchOptions,
} from '../tests/support/browser/launch-browser.ts';
import { waitFor } from '../tests/support/browser/wait-for.ts';
import { extensionDir } from '../tests/support/extension-dir.ts';
import { speechFile } from '../tests/support/speech.ts';
import { endRequested } from './end-requested.ts';
import { runStep } from './run-step.ts';

const pages = ['popup.html', 'options.html', 'permission.html'];

const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

/**
 * With a display: a browser for a person, with the real microphone and settings that stay from one start to
 * the next.
 */
const forPerson: LaunchOptions = {
  extensionDir,
  headless: false,
  fakeDevice: false,
  endsOnSignals: false,
  profileDir: fileURLToPath(new URL('../.cache/profile', import.meta.url)),
  lang: (process.env['LANGUAGE'] ?? process.env['LANG'] ?? 'en').slice(0, 2) === 'ja' ? 'ja' : 'en',
};

/**
 * Options without a display: a fresh install each time, driven over DevTools, with a granted fake microphone
 * that speaks.
 */
async function forProgram(): Promise<LaunchOptions> {
  const debugging = ['--remote-debugging-pipe', '--remote-debugging-port=0'];
  // Without a speech synthesiser the fake microphone beeps.
  const audioFile = await speechFile().catch(() => undefined);
  return {
    extensionDir,
    microphone: 'granted',
    endsOnSignals: false,
    extraArgs: debugging,
    ...(audioFile === undefined ? {} : { audioFile }),
  };
}

async function showStartPage({ browser, openPage }: ExtensionBrowser): Promise<void> {
  const [first] = await browser.pages();
  await openPage('options.html');
  await first?.close();
}

async function printAddresses({ urlOf, profileDir }: ExtensionBrowser): Promise<void> {
  const file = join(profileDir, 'DevToolsActivePort');
  const text = await waitFor('the browser to say its debugging address', () => readFile(file, 'utf8'));
  const [port = '', path = ''] = text.split('\n');
  for (const page of pages) console.log(urlOf(page));
  console.log(`debugging address: http://127.0.0.1:${port} (ws://127.0.0.1:${port}${path})`);
}

async function main(): Promise<void> {
  if (!(await runStep('npm', ['run', '--silent', 'build'])))
    throw new Error('The extension could not be built.');
  const browser = await launchBrowser(hasDisplay ? forPerson : await forProgram());
  try {
    const closed = new Promise((resolve) => browser.browser.on('disconnected', resolve));
    const ended = Promise.race([endRequested(), closed]);
    await showStartPage(browser);
    if (!hasDisplay) await printAddresses(browser);
    console.log('ready');
    await ended;
  } finally {
    await browser.close();
  }
}

await main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
