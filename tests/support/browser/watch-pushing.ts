import type { Page } from 'puppeteer-core';

interface LayoutShift {
  sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
}

/**
 * Records, for {@link pushedIn}, the text of every element that is moved up or down from now on. Runs in a
 * page, also before its own scripts. An element that only grows along its own axis does not count.
 */
export function watchPushing(): void {
  const pushed: string[] = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & LayoutShift)[]) {
      for (const { node, previousRect, currentRect } of entry.sources) {
        if (previousRect.y !== currentRect.y) pushed.push(node?.textContent ?? '');
      }
    }
  }).observe({ type: 'layout-shift' });
  Object.assign(globalThis, { pushed });
}

export function pushedIn(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { pushed: string[] }).pushed);
}
