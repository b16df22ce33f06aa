import { rmSync } from 'node:fs';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, {
  type Browser,
  type CreatePageOptions,
  type EvaluateFunc,
  type Page,
  type Target,
  type WebWorker,
} from 'puppeteer-core';
import { findBrowser, isBrandedChrome } from '../../tooling/find-browser.mjs';
import { extensionId as idOf } from './extension-id.ts';
import { seedProfile } from './seeded-profile.ts';
import { waitFor } from './wait-for.ts';

export interface LaunchOptions {
  /** The built extension, unchanged. */
  extensionDir: string;
  /** A WAV file that the fake microphone plays, over and over. */
  audioFile?: string;
  /** What the user has answered before, in a profile of our own making. Default: `prompt`. */
  microphone?: PermissionState;
  /** Optional host permissions that the user has given before: match patterns without a port. */
  grantedOrigins?: readonly string[];
  /** The browser's language: `en` or `ja`. */
  lang?: string;
  /** A profile to use and to keep. Default: a new one, removed by `close`. */
  profileDir?: string;
  /** false: whatever the sound system of `env` has, which may be no microphone at all. */
  fakeDevice?: boolean;
  /** false needs a display: see display.ts. */
  headless?: boolean;
  extraArgs?: readonly string[];
  /** false: the caller calls `close` itself on Ctrl+C. Default: the browser is killed and this process ends. */
  endsOnSignals?: boolean;
  /** Added to this process's environment. */
  env?: Readonly<Record<string, string | undefined>>;
}

export type ExtensionBrowser = Awaited<ReturnType<typeof launchBrowser>>;

/** Puppeteer's own choice: background pages at full speed, and a bar that says so. A user's browser has neither. */
const unlikeAUsersBrowser = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--enable-automation',
];

const startDeadlineMs = 30_000;
const endDeadlineMs = 10_000;

/**
 * A browser of its own with the shipped build in it. Nothing in the product knows of tests: what a user would have
 * answered is written into the profile before the start (seeded-profile.ts), and answers given later go through
 * {@link ExtensionBrowser.setMicrophonePermission} or, to a prompt that is really shown, through display.ts.
 *
 * Measured with Chromium 156 of Debian, headless, no `--use-fake-ui-for-media-stream` anywhere:
 * - seeded `granted` / `denied`: `permissions.query` says so in tab and offscreen document, and getUserMedia follows it
 *   (`NotAllowedError: Permission denied`);
 * - `prompt`, headless: getUserMedia in a tab is refused for good without a prompt (`Permission denied`, the state turns
 *   `denied` and `onchange` fires); in the offscreen document it ends with `Permission dismissed`;
 * - `prompt`, with a display: the prompt is really shown; see answerPrompt in display.ts for its four answers;
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
  } = options;
  const executablePath = findBrowser();
  if (!executablePath)
    throw new Error('No browser was found: run `npm test`, which installs one or says how.');
  const extensionId = await idOf(extensionDir);
  const origin = `chrome-extension://${extensionId}`;
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
    // Chromium plays silence instead of a file that is not there.
    if (options.audioFile !== undefined) await access(options.audioFile);
    await seedProfile(profileDir, { extensionId, microphone, grantedOrigins });
    browser = await puppeteer.launch({
      executablePath,
      userDataDir: profileDir,
      headless,
      // The browser ends by itself when the pipe closes, so not even a killed test run leaves it behind.
      pipe: true,
      enableExtensions: true,
      defaultViewport: null,
      timeout: startDeadlineMs,
      protocolTimeout: 60_000,
      ignoreDefaultArgs: unlikeAUsersBrowser,
      handleSIGINT: endsOnSignals,
      handleSIGTERM: endsOnSignals,
      handleSIGHUP: endsOnSignals,
      env: { ...process.env, LANGUAGE: lang, ...options.env },
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ...(isBranded
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
    if (isBranded) await browser.installExtension(extensionDir);
    const launched = driver(browser, origin);
    await requireLanguage(await launched.serviceWorker(), lang);
    return { ...launched, extensionId, profileDir, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function driver(browser: Browser, origin: string) {
  const offscreenPages = new WeakMap<Target, Promise<Page>>();

  const workerTarget = () =>
    browser.targets().find((target) => target.type() === 'service_worker' && target.url().startsWith(origin));
  const offscreenTarget = () =>
    browser.targets().find((target) => target.url().startsWith(`${origin}/offscreen.html`));

  async function serviceWorker(): Promise<WebWorker> {
    return waitFor('the service worker to run', () => workerTarget()?.worker(), {
      deadlineMs: startDeadlineMs,
    });
  }

  async function openPage(path: string, options?: CreatePageOptions): Promise<Page> {
    const page = await browser.newPage(options);
    await page.goto(`${origin}/${path}`);
    return page;
  }

  return {
    browser,

    /** Address of a page of the extension, e.g. `popup.html`. */
    urlOf: (path: string) => `${origin}/${path}`,

    /** Waits until it runs; does not wake it. */
    serviceWorker,

    isServiceWorkerRunning: () => workerTarget() !== undefined,

    /** Ends it as the browser does after 30 s of idleness. The next message or event starts a new one. */
    async endServiceWorker(): Promise<void> {
      const ended = workerTarget();
      if (!ended) return;
      await (await ended.worker())?.close();
      await waitFor('the service worker to end', () => workerTarget() !== ended);
    },

    /** Opens a page of the extension in a tab of its own. */
    openPage,

    /**
     * Calls a function that refers to nothing outside itself with the extension's own APIs: in the service worker or,
     * while that is not running, in a tab that shows the manifest. That tab wakes nothing and runs nothing of the product,
     * but for its short life `runtime.getContexts` counts it.
     */
    async evaluate<Args extends unknown[], Call extends EvaluateFunc<Args> = EvaluateFunc<Args>>(
      call: Call,
      ...args: Args
    ): Promise<Awaited<ReturnType<Call>>> {
      const worker = await workerTarget()?.worker();
      if (worker) return worker.evaluate(call, ...args);
      const page = await openPage('manifest.json', { background: true });
      try {
        return await page.evaluate(call, ...args);
      } finally {
        await page.close();
      }
    },

    hasOffscreenDocument: () => offscreenTarget() !== undefined,

    /** Waits until there is one. For DevTools it is a `background_page`. */
    async offscreenPage(): Promise<Page> {
      const target = await waitFor('the offscreen document', offscreenTarget);
      const page = offscreenPages.get(target) ?? target.asPage();
      offscreenPages.set(target, page);
      return page;
    },

    /**
     * The user changes the microphone's permission in the browser's settings: `PermissionStatus.onchange` fires in every
     * context, and `denied` ends a live track, as it does for a user.
     */
    async setMicrophonePermission(state: PermissionState): Promise<void> {
      await browser
        .defaultBrowserContext()
        .setPermission(origin, { permission: { name: 'microphone' }, state });
    },
  };
}

/** Without the language's files a browser silently speaks English, and a test would compare the wrong texts. */
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
