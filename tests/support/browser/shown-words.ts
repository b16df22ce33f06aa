import type { Page } from 'puppeteer-core';

/**
 * Every text that a page gives to its reader, including text that is folded up, for screen readers only or
 * shown beside a pointer: text nodes, names and hints in attributes, and the title.
 */
export function shownWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const words = [document.title];
    while (texts.nextNode()) {
      const { parentElement, textContent } = texts.currentNode;
      if (parentElement?.closest('script, style') === null) words.push(textContent ?? '');
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        words.push(element.getAttribute(name) ?? '');
      }
    }
    return words.map((each) => each.trim()).filter(Boolean);
  });
}
