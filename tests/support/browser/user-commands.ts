import type { UserCommand } from '../../../utils/worker/browser/context-menu.ts';
import type { ExtensionBrowser } from './launch-browser.ts';
import { waitFor } from './wait-for.ts';

/** Chromium's events can be dispatched, which its types do not tell. */
interface Dispatchable {
  dispatch(...args: unknown[]): void;
}

/**
 * What the browser tells the service worker when an item of the icon's menu is clicked. The menu itself is drawn outside
 * of every page, so only that the item is there can be seen.
 */
export async function clickInContextMenu(browser: ExtensionBrowser, menuItemId: UserCommand): Promise<void> {
  const worker = await browser.serviceWorker();
  await waitFor(`the menu to have ${menuItemId}`, () =>
    // An empty update changes nothing, and rejects where the item does not exist.
    worker.evaluate((id) => chrome.contextMenus.update(id, {}).then(() => true), menuItemId),
  );
  await worker.evaluate((id) => {
    const event: unknown = chrome.contextMenus.onClicked;
    (event as Dispatchable).dispatch({ menuItemId: id, editable: false });
  }, menuItemId);
}

/** What the browser tells the service worker when a notification is clicked. */
export async function clickNotification(browser: ExtensionBrowser, notificationId: string): Promise<void> {
  const worker = await browser.serviceWorker();
  await worker.evaluate((id) => {
    const event: unknown = chrome.notifications.onClicked;
    (event as Dispatchable).dispatch(id);
  }, notificationId);
}

/**
 * What the browser tells the service worker when the keys of a command are pressed, once or some times in a row: they reach
 * no page.
 */
export async function pressShortcut(
  browser: ExtensionBrowser,
  command: UserCommand,
  { times = 1, gapMs = 0 } = {},
): Promise<void> {
  const worker = await browser.serviceWorker();
  await worker.evaluate(
    async (name, presses, ms) => {
      const event: unknown = chrome.commands.onCommand;
      for (let press = 0; press < presses; press += 1) {
        if (press > 0) await new Promise((resolve) => setTimeout(resolve, ms));
        (event as Dispatchable).dispatch(name);
      }
    },
    command,
    times,
    gapMs,
  );
}

/** What the browser tells the service worker when the one button of a notification is clicked. */
export async function clickNotificationButton(
  browser: ExtensionBrowser,
  notificationId: string,
): Promise<void> {
  const worker = await browser.serviceWorker();
  await worker.evaluate((id) => {
    const event: unknown = chrome.notifications.onButtonClicked;
    (event as Dispatchable).dispatch(id, 0);
  }, notificationId);
}
