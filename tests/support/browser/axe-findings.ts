import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'puppeteer-core';

/**
 * The problems that axe finds on a page in the light and in the dark theme: WCAG 2.2 AA, axe's best
 * practices, and names that do not begin with the visible text. Each is "theme rule: elements"; motion is off
 * from then on.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const theme of ['light', 'dark']) {
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: theme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    const { violations, passes } = (await page.evaluate(
      "axe.run({ rules: { 'label-content-name-mismatch': { enabled: true } } })",
    )) as AxeResults;
    if (passes.length === 0) throw new Error('axe has looked at nothing');
    for (const { id, nodes } of violations) {
      found.push(`${theme} ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    }
  }
  return found;
}
