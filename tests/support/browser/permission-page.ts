import type { ExtensionBrowser } from './launch-browser.ts';
import { waitFor, type Patience } from './wait-for.ts';

/** The permission page that a Start has opened, in front as the user would see it. */
export async function openedPermissionPage(browser: ExtensionBrowser) {
  const target = await waitFor('the permission page to open', () =>
    browser.browser.targets().find((each) => each.url() === browser.urlOf('permission.html')),
  );
  const page = await target.page();
  if (!page) throw new Error('The permission page is no tab.');
  await page.bringToFront();
  const stage = () => page.$eval('main', (main) => main.getAttribute('data-stage'));

  return {
    page,
    /** All text on the page. */
    text: () => page.$eval('body', (body) => body.innerText),
    /** Clicks the page's one button, in English. */
    allow: () => page.locator('::-p-aria(Allow and start[role="button"])').click(),
    waitForStage: (wanted: string, patience?: Patience) =>
      waitFor(`the permission page to show ${wanted}`, async () => (await stage()) === wanted, patience),
    close: () => page.close(),
  };
}
