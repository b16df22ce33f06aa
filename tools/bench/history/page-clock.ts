import type { Page } from 'puppeteer-core';

/** What is looked for in a page: all of these selectors, and of one of them a text that is another than before. */
export interface Wanted {
  selectors: readonly string[];
  /** The text of the first element that this selects has to change. */
  changing?: string;
}

/** In the page: milliseconds on its own clock when what was wanted was painted; see `installPageClock`. */
interface PageClock {
  benchClock: { whenPainted(wanted: Wanted): Promise<number> };
}

/** Runs in the page before its own scripts, and uses nothing from outside. */
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
        // The frame that shows it, and then the first task after that frame.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(null);
        });
      }
    });
  Object.assign(globalThis, { benchClock: { whenPainted } });
}

/** Milliseconds from an action in the page until what was wanted is painted. */
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

/** Milliseconds from the beginning of the navigation until what was wanted is painted. */
export function navigationUntilPainted(page: Page, wanted: Wanted): Promise<number> {
  return page.evaluate(
    (looked) => (globalThis as unknown as PageClock).benchClock.whenPainted(looked),
    wanted,
  );
}
