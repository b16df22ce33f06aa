import type { Page } from 'puppeteer-core';

/** A moment at which the popup's words changed, with the new words. */
export interface Sighting {
  /** Epoch milliseconds. */
  at: number;
  phase: string;
  /** The phase in words, and the hint below it. */
  words: string;
  hint: string;
}

/** Notes every change of what a popup says of the session, at the moment when it is in the document. */
export async function followPopup(page: Page) {
  const noted = await page.evaluateHandle(() => {
    const sightings: Sighting[] = [];
    const look = () => {
      const status = document.querySelector<HTMLElement>('[role="status"]');
      const sighting = {
        at: Date.now(),
        phase: status?.dataset['phase'] ?? '',
        words: status?.textContent.trim() ?? '',
        hint: document.querySelector('.hint')?.textContent.trim() ?? '',
      };
      const { phase, words, hint } = sightings.at(-1) ?? {};
      if (phase !== sighting.phase || words !== sighting.words || hint !== sighting.hint)
        sightings.push(sighting);
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
    look();
    return sightings;
  });
  return {
    /** The words at a moment and all changes from then on. */
    async since(epochMs: number): Promise<Sighting[]> {
      const all = await noted.jsonValue();
      const first = all.findLastIndex(({ at }) => at <= epochMs);
      return all.slice(Math.max(0, first));
    },
  };
}
