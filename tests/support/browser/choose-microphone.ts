import type { ElementHandle } from 'puppeteer-core';
import type { Popup } from './popup.ts';
import { waitFor } from './wait-for.ts';

/** Chooses a microphone in the popup by the name that it shows there; null for the system's default. */
export async function chooseMicrophone({ page }: Popup, name: string | null): Promise<void> {
  const select = (await page
    .locator('::-p-aria(Microphone[role="combobox"])')
    .waitHandle()) as ElementHandle<HTMLSelectElement>;
  const option = await waitFor(`${name ?? 'the default'} to be listed`, () =>
    select.evaluate(({ options }, wanted) => {
      const found = [...options].find(({ text, value }) =>
        wanted === null ? value === '' : text === wanted,
      );
      // An object, because the system's default has the empty value.
      return found ? { value: found.value } : null;
    }, name),
  );
  await select.select(option.value);
}
