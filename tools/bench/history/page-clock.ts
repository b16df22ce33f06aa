import type { Page } from 'puppeteer-core';

/** What is waited for in a page: all of these selectors, and a changed text of one element. */
export interface Wanted {
  selectors: readonly string[];
  /** The selector of the element whose text has to change. */
  changing?: string;
}

/** Milliseconds on the page's own clock when the wanted content was painted; see `installPageClock`. */
interface PageClock {
  benchClock: { whenPainted(wanted: Wanted): Promise<number> };
}

/** Installs the clock. Runs in the page before its own scripts, and uses nothing from outside. */
export function installPageClock(): void {
  const whenPainted = ({ selectors, changing }: Wanted): Promise<number> =>
    new Promise((resolve) => {
      const text = () =>
        changing === undefined ? '' : (document.querySelector(changing)?.textContent ?? '');
      const before = text();
      const looking = new MutationObserver(look);
      looking.observe(document, { childList: true, subtree: true, characterData: true });
      look();

      function look(): void {
        if (changing !== undefined && text() === before) return;
        if (!selectors.every((selector) => document.querySelector(selector))) return;
        looking.disconnect();
        // Waits for the frame that shows it, and then for the first task after that frame.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(null);
        });
      }
    });
  Object.assign(globalThis, { benchClock: { whenPainted } });
}

/** Milliseconds from an action in the page until the wanted content is painted. */
export async function timeUntilPainted(
  page: Page,
  action: { hash: string } | { search: string },
  wanted: Wanted,
): Promise<number> {
  return page.evaluate(
    async (given, looked) => {
      const { benchClock } = globalThis as unknown as PageClock;
      const from = performance.now();
      const painted = benchClock.whenPainted(looked);
      if ('hash' in given) location.hash = given.hash;
      else {
        const input = document.querySelector<HTMLInputElement>('input[type="search"]');
        if (!input) throw new Error('there is no search field');
        input.value = given.search;
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }
      return (await painted) - from;
    },
    action,
    wanted,
  );
}

/** Milliseconds from the beginning of the navigation until the wanted content is painted. */
export function navigationUntilPainted(page: Page, wanted: Wanted): Promise<number> {
  return page.evaluate(
    (looked) => (globalThis as unknown as PageClock).benchClock.whenPainted(looked),
    wanted,
  );
}
