import type { Page } from 'puppeteer-core';
import type { SessionPhase } from '../../../utils/domain/session/session-state.ts';
import { textsOf } from '../messages.ts';
import type { ExtensionBrowser } from './launch-browser.ts';
import { waitFor, type Patience } from './wait-for.ts';

export type Popup = ReturnType<typeof drivePopup>;

/** The popup as a speaker uses it, in a tab of its own. */
export async function openPopup(browser: ExtensionBrowser): Promise<Popup> {
  return drivePopup(await browser.openPage('popup.html'));
}

export function drivePopup(page: Page) {
  const phase = () => page.$eval('[role="status"]', (status) => status.getAttribute('data-phase'));
  const click = async (name: string) => {
    // A page behind another one is not painted, and a button is clicked when it has stood still for two
    // frames.
    await page.bringToFront();
    await page.locator(`::-p-aria(${name}[role="button"])`).click();
  };

  const isMuted = () =>
    page.$eval('button[data-muted]', (button) => button.getAttribute('data-muted') === 'true');
  /** A click toggles what the popup knows, which may be later than the badge. */
  const setMuted = async (muted: boolean) => {
    await waitFor('the popup to know whether it is muted', async () => (await isMuted()) !== muted);
    await click(muted ? 'Mute' : 'Unmute');
    await waitFor('the popup to show that', async () => (await isMuted()) === muted);
  };

  const waitForPhase = (wanted: SessionPhase, patience?: Patience) =>
    waitFor(`the popup to show ${wanted}`, async () => (await phase()) === wanted, patience);

  return {
    page,
    phase,
    /** All text in the popup. */
    text: () => page.$eval('body', (body) => body.innerText),
    start: () => click('Start'),
    stop: () => click('Stop'),
    click,
    mute: () => setMuted(true),
    unmute: () => setMuted(false),
    waitForPhase,
    /** Ends whatever a test has left: no session runs, and no failure is shown. */
    async reset(): Promise<void> {
      await page.bringToFront();
      const found = await phase();
      if (found === 'starting' || found === 'live' || found === 'recovering') await click('Stop');
      await waitFor('an end of the session', async () => {
        // A session that is behind sends the rest first, unless it is stopped once more.
        const now = await page.$('::-p-aria(Stop now[role="button"])');
        await now?.click().catch(() => undefined);
        return ['idle', 'failed'].includes((await phase()) ?? '');
      });
      if ((await phase()) === 'failed') await click(textsOf('en').t('failure_dismiss'));
      await waitForPhase('idle');
    },
    close: () => page.close(),
  };
}
