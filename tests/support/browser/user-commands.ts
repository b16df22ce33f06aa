import type { UserCommand } from '../../../utils/extension/context-menu.ts';
import type { ExtensionBrowser } from './launch-browser.ts';
import { waitFor } from './wait-for.ts';

/** Chromium's own events can be dispatched, which its types do not tell. */
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
    // Changes nothing, and rejects where there is no such item.
    worker.evaluate((id) => chrome.contextMenus.update(id, {}).then(() => true), menuItemId),
  );
  await worker.evaluate((id) => {
    const event: unknown = chrome.contextMenus.onClicked;
    (event as Dispatchable).dispatch({ menuItemId: id, editable: false });
  }, menuItemId);
}

/** What the browser tells the service worker when it has fetched a newer version of the extension. */
export async function offerUpdate(browser: ExtensionBrowser): Promise<void> {
  const worker = await browser.serviceWorker();
  await worker.evaluate(() => {
    const event: unknown = chrome.runtime.onUpdateAvailable;
    (event as Dispatchable).dispatch({ version: '999.0.0' });
  });
}

/** What the browser tells the service worker when the time of an alarm has come; it comes each half minute. */
export async function ring(browser: ExtensionBrowser, alarm: string): Promise<void> {
  const worker = await browser.serviceWorker();
  await worker.evaluate((name) => {
    const event: unknown = chrome.alarms.onAlarm;
    (event as Dispatchable).dispatch({ name });
  }, alarm);
}

/** What the browser tells the service worker when a notification is clicked. */
export async function clickNotification(browser: ExtensionBrowser, notificationId: string): Promise<void> {
  const worker = await browser.serviceWorker();
  await worker.evaluate((id) => {
    const event: unknown = chrome.notifications.onClicked;
    (event as Dispatchable).dispatch(id);
  }, notificationId);
}
