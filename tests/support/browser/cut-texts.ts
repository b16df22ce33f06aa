import type { Page } from 'puppeteer-core';

/**
 * Describes each text of a page that a reader cannot see whole: cut off by its box, standing out of it or of
 * the window, or of a button or link under something else. What may be scrolled sideways is left alone.
 */
export async function cutTexts(page: Page): Promise<string[]> {
  // A page behind another one is not laid out anew, and a list measures its items after they are painted.
  await page.bringToFront();
  await page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
  });
  return page.evaluate(findCutTexts);
}

/** Runs in the page. */
function findCutTexts(): string[] {
  const found: string[] = [];
  const tell = (element: Element, problem: string) => {
    const words = element.textContent.replace(/\s+/g, ' ').trim().slice(0, 60);
    found.push(`${element.tagName.toLowerCase()}.${element.className} “${words}” ${problem}`);
  };
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth)
    found.push(`the page is ${String(scrollWidth - clientWidth)} pixels too wide`);

  const isHidden = (element: Element) =>
    !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ||
    element.closest('.visually-hidden, select, svg, [aria-hidden="true"]') !== null;
  const isScrolledSideways = (element: Element | null): boolean => {
    if (!element || element === document.documentElement) return false;
    if (/auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth)
      return true;
    return isScrolledSideways(element.parentElement);
  };

  for (const element of document.querySelectorAll('body *')) {
    if (isHidden(element)) continue;
    const text = [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent?.trim());
    const { overflowX, overflowY } = getComputedStyle(element);
    const clips = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
    if (clips(overflowX) && element.scrollWidth > element.clientWidth + 1)
      tell(element, 'is cut off at its side');
    if (clips(overflowY) && element.scrollHeight > element.clientHeight + 1 && text.length > 0)
      tell(element, 'is cut off below');
    if (text.length === 0 || isScrolledSideways(element)) continue;
    const range = document.createRange();
    for (const node of text) {
      range.selectNodeContents(node);
      const words = range.getBoundingClientRect();
      if (words.right > innerWidth + 1 || words.left < -1) tell(element, 'stands out of the window');
      // The box of an element in a line is made of its lines, so the words cannot leave it.
      const box = element.getBoundingClientRect();
      if (getComputedStyle(element).display !== 'inline' && words.right > box.right + 1)
        tell(element, `stands ${String(Math.round(words.right - box.right))} pixels out of its box`);
    }
  }
  const modal = document.querySelector('dialog:modal');
  for (const element of (modal ?? document).querySelectorAll('button, a[href]')) {
    if (isHidden(element)) continue;
    element.scrollIntoView({ block: 'center', behavior: 'instant' });
    const { left, top, width, height } = element.getClientRects()[0] ?? new DOMRect();
    const onTop = document.elementFromPoint(left + width / 2, top + height / 2);
    if (!onTop || !(element.contains(onTop) || onTop.contains(element)))
      tell(element, 'lies under something else');
  }
  return found;
}
