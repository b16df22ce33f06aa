import { rmSync } from 'node:fs';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type WebWorker } from 'puppeteer-core';
import { findBrowser, isBrandedChrome } from '../../../tools/find-browser.mjs';
import { createExtensionDriver } from './extension-driver.ts';
import { welcomedKey } from '../../../utils/worker/browser/welcome.ts';
import { extensionId as idOf } from './extension-id.ts';
import { seedProfile } from './seeded-profile.ts';
import { seedStorage } from './seeded-storage.ts';
import { waitFor } from './wait-for.ts';

export interface LaunchOptions {
  /** The folder of the built extension, which is used unchanged. */
  extensionDir: string;
  /** The id of the extension where a policy installs it, so that the folder is not loaded. */
  installedId?: string;
  /** A WAV file that the fake microphone plays, over and over. */
  audioFile?: string;
  /** The answer that the user has given before, in a fresh profile. Default: `prompt`. */
  microphone?: PermissionState;
  /** Optional host permissions that the user has given before: match patterns without a port. */
  grantedOrigins?: readonly string[];
  /** The browser's language: `en` or `ja`. */
  lang?: string;
  /** A profile to use and to keep. Default: a new one, removed by `close`. */
  profileDir?: string;
  /** false uses the sound system of `env`, which may have no microphone at all. */
  fakeDevice?: boolean;
  /** Whether the page that follows an installation is shown, as to a new user. Default: it was seen before. */
  isNewUser?: boolean;
  /** false needs a display: see display.ts. */
  headless?: boolean;
  extraArgs?: readonly string[];
  /**
   * false resolves as soon as the browser can be driven, in any language, while the worker may still be
   * starting.
   */
  waitsForWorker?: boolean;
  /**
   * false: the caller calls `close` itself on Ctrl+C. Default: the browser is killed and this process ends.
   */
  endsOnSignals?: boolean;
  /** Variables that are added to this process's environment. */
  env?: Readonly<Record<string, string | undefined>>;
}

export type ExtensionBrowser = Awaited<ReturnType<typeof launchBrowser>>;

/**
 * Puppeteer's default flags that no user's browser has: background pages at full speed, and a bar that says
 * so.
 */
const unlikeAUsersBrowser = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--enable-automation',
];

/** Puppeteer's default flags that keep a browser from installing and updating an extension by a policy. */
const withoutUpdates = [
  '--disable-background-networking',
  '--disable-component-extensions-with-background-pages',
];

const startDeadlineMs = 60_000;
const endDeadlineMs = 20_000;
/** Milliseconds for one question to the browser; axe looks at every element of a page in one. */
const answerDeadlineMs = 120_000;

/**
 * A browser of its own with the shipped build in it. Nothing in the product knows of tests: what a user would have
 * answered is written into the profile before the start (seeded-profile.ts), and answers given later go through
 * {@link ExtensionBrowser.setMicrophonePermission} or, to a prompt that is really shown, through answer-prompt.ts.
 *
 * Measured with Chromium 156 of Debian, headless, no `--use-fake-ui-for-media-stream` anywhere:
 * - seeded `granted` / `denied`: `permissions.query` says so in tab and offscreen document, and getUserMedia follows it
 *   (`NotAllowedError: Permission denied`);
 * - `prompt`, headless: getUserMedia in a tab is refused for good without a prompt (`Permission denied`, the state turns
 *   `denied` and `onchange` fires); in the offscreen document it ends with `Permission dismissed`;
 * - `prompt`, with a display: the prompt is really shown; see answer-prompt.ts for its four answers;
 * - `--use-fake-ui-for-media-stream` makes `permissions.query` say `granted` from the start, and
 *   `--auto-accept-camera-and-microphone-capture` gives a stream while it goes on saying `prompt`: neither is what a user
 *   has, so neither is used;
 * - without a fake device and without a sound system, a granted getUserMedia ends with `NotFoundError`;
 * - the DevTools connection keeps the service worker from ending by itself after 30 s: use `endServiceWorker`.
 */
export async function launchBrowser(options: LaunchOptions) {
  const {
    extensionDir,
    microphone = 'prompt',
    grantedOrigins = [],
    lang = 'en',
    headless = true,
    endsOnSignals = true,
    waitsForWorker = true,
  } = options;
  const executablePath = findBrowser();
  if (!executablePath)
    throw new Error('No browser was found: run `npm test`, which installs one or says how.');
  const isInstalled = options.installedId !== undefined;
  const extensionId = options.installedId ?? (await idOf(extensionDir));
  const profileDir = options.profileDir ?? (await mkdtemp(join(tmpdir(), 'steadymic-profile-')));
  const isOwnProfile = options.profileDir === undefined;
  const isBranded = isBrandedChrome(executablePath);
  let browser: Browser | undefined;

  const removeAtExit = () => {
    rmSync(profileDir, { recursive: true, force: true });
  };
  if (isOwnProfile) process.once('exit', removeAtExit);

  async function close(): Promise<void> {
    if (browser) await end(browser);
    if (!isOwnProfile) return;
    process.off('exit', removeAtExit);
    await rm(profileDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  try {
    // Chromium plays silence where the file does not exist.
    if (options.audioFile !== undefined) await access(options.audioFile);
    await seedProfile(profileDir, { extensionId, microphone, grantedOrigins });
    if (!options.isNewUser) await seedStorage(profileDir, extensionId, { [welcomedKey]: true });
    browser = await puppeteer.launch({
      executablePath,
      userDataDir: profileDir,
      headless,
      // The browser ends by itself when the pipe closes, so that even a killed test run does not leave it
      // behind.
      pipe: true,
      enableExtensions: true,
      defaultViewport: null,
      timeout: startDeadlineMs,
      protocolTimeout: answerDeadlineMs,
      ignoreDefaultArgs: [...unlikeAUsersBrowser, ...(isInstalled ? withoutUpdates : [])],
      handleSIGINT: endsOnSignals,
      handleSIGTERM: endsOnSignals,
      handleSIGHUP: endsOnSignals,
      env: { ...process.env, LANGUAGE: lang, ...options.env },
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ...(isBranded || isInstalled
          ? []
          : [`--disable-extensions-except=${extensionDir}`, `--load-extension=${extensionDir}`]),
        ...((options.fakeDevice ?? true) ? ['--use-fake-device-for-media-stream'] : []),
        ...(options.audioFile === undefined
          ? []
          : [`--use-file-for-fake-audio-capture=${options.audioFile}`]),
        '--disable-gpu',
        '--disable-quic',
        '--disable-component-update',
        `--lang=${lang}`,
        ...(options.extraArgs ?? []),
      ],
    });
    if (isBranded && !isInstalled) await browser.installExtension(extensionDir);
    const driver = createExtensionDriver(browser, `chrome-extension://${extensionId}`);
    if (waitsForWorker) await requireLanguage(await driver.serviceWorker(), lang);
    return { ...driver, extensionId, profileDir, grantedOrigins, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Fails without the language's files: the browser would silently use English, and a test would compare the
 * wrong texts.
 */
async function requireLanguage(worker: WebWorker, lang: string): Promise<void> {
  const spoken = await worker.evaluate(() => chrome.i18n.getUILanguage());
  if (spoken.split('-')[0] !== lang.split('-')[0]) {
    throw new Error(
      `The browser speaks ${spoken}, not ${lang}: on Debian install the package chromium-l10n.`,
    );
  }
}

async function end(browser: Browser): Promise<void> {
  const running = browser.process();
  if (!running) return;
  const hasExited = () => running.exitCode !== null || running.signalCode !== null;
  const patience = { deadlineMs: endDeadlineMs };
  await Promise.race([browser.close(), waitFor('the browser to end', hasExited, patience)]).catch(() =>
    running.kill('SIGKILL'),
  );
  await waitFor('the browser to be gone', hasExited, patience);
}
