import type { Browser, CreatePageOptions, EvaluateFunc, Page, Target, WebWorker } from 'puppeteer-core';
import { waitFor } from './wait-for.ts';

const wakeDeadlineMs = 60_000;
/** Puppeteer's deadline for a page that loads or an element that is waited for. */
const pageDeadlineMs = 60_000;

/** Reaches the contexts of one extension in a running browser; `origin` is `chrome-extension://<id>`. */
export function createExtensionDriver(browser: Browser, origin: string) {
  const offscreenPages = new WeakMap<Target, Promise<Page>>();

  const workerTarget = () =>
    browser
      .targets()
      .findLast((target) => target.type() === 'service_worker' && target.url().startsWith(origin));
  const offscreenTarget = () =>
    browser.targets().find((target) => target.url().startsWith(`${origin}/offscreen.html`));

  async function serviceWorker(): Promise<WebWorker> {
    return waitFor('the service worker to run', () => workerTarget()?.worker(), {
      deadlineMs: wakeDeadlineMs,
    });
  }

  async function openPage(path: string, options?: CreatePageOptions): Promise<Page> {
    const page = await browser.newPage(options);
    page.setDefaultTimeout(pageDeadlineMs);
    await page.goto(`${origin}/${path}`);
    return page;
  }

  return {
    browser,

    /** Address of a page of the extension, e.g. `popup.html`. */
    urlOf: (path: string) => `${origin}/${path}`,

    /** Waits until the service worker runs; does not wake it. */
    serviceWorker,

    isServiceWorkerRunning: () => workerTarget() !== undefined,

    /**
     * Ends the service worker as the browser does after 30 s of idleness. The next message or event starts a
     * new one.
     */
    async endServiceWorker(): Promise<void> {
      const ended = workerTarget();
      const worker = await ended?.worker();
      if (!worker) return;
      const { targetInfo } = await worker.client.send('Target.getTargetInfo');
      // Chromium keeps the target of a worker that ends while a debugger is attached, and an event that
      // starts it at once takes that target over: its end would never be told, and no session reach it again.
      await worker.client.detach();
      const session = await browser.target().createCDPSession();
      await session.send('Target.closeTarget', { targetId: targetInfo.targetId });
      await session.detach();
      await waitFor('the service worker to end', () => workerTarget() !== ended);
    },

    /** Opens a page of the extension in a tab of its own. */
    openPage,

    /**
     * Calls a function that refers to nothing outside itself with the extension's own APIs: in the service
     * worker or, while that is not running, in a tab that shows the manifest. The tab wakes nothing and runs
     * no code of the product, but `runtime.getContexts` counts it while it is open.
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

    /** Waits until there is an offscreen document. DevTools lists it as a `background_page`. */
    async offscreenPage(): Promise<Page> {
      const target = await waitFor('the offscreen document', offscreenTarget);
      const page = offscreenPages.get(target) ?? target.asPage();
      offscreenPages.set(target, page);
      return page;
    },

    /**
     * Changes the microphone's permission as a user does in the browser's settings:
     * `PermissionStatus.onchange` fires in every context, and `denied` ends a live track.
     */
    async setMicrophonePermission(state: PermissionState): Promise<void> {
      await browser
        .defaultBrowserContext()
        .setPermission(origin, { permission: { name: 'microphone' }, state });
    },
  };
}
