import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { ExtensionBrowser } from '../browser/launch-browser.ts';
import { waitFor } from '../browser/wait-for.ts';
import type { GeneratedHistory } from './generate-history.ts';

export interface Filled {
  events: number;
  samples: number;
}

/** The function that the script leaves in the page. */
type Filler = (options: GeneratedHistory) => Promise<Filled>;

const fillDeadlineMs = 15 * 60_000;

/**
 * Puts a generated history into the database of a running extension. It is generated in a page of the
 * extension: sending two million events to it would take too long.
 */
export async function fillHistory(
  { openPage }: Pick<ExtensionBrowser, 'openPage'>,
  options: GeneratedHistory,
): Promise<Filled> {
  await makeDatabase(openPage);
  const script = await bundle(fileURLToPath(new URL('fill-in-page.ts', import.meta.url)));
  const page = await openPage('manifest.json', { background: true });
  try {
    await page.evaluate(script);
    await page.evaluate((given) => {
      const made = globalThis as unknown as { fillHistory: Filler; filled: unknown };
      made.fillHistory(given).then(
        (filled) => (made.filled = filled),
        (error: unknown) => (made.filled = String(error)),
      );
    }, options);
    // Each look is a call of its own, because a call that lasts for minutes would time out.
    const filled = await waitFor(
      'the history to be filled',
      () => page.evaluate(() => (globalThis as unknown as { filled?: Filled | string }).filled),
      { deadlineMs: fillDeadlineMs },
    );
    if (typeof filled === 'string') throw new Error(filled);
    return filled;
  } finally {
    await page.close();
  }
}

/** Makes the product create the database, in its current version. */
async function makeDatabase(openPage: ExtensionBrowser['openPage']): Promise<void> {
  const page = await openPage('options.html#/history');
  await waitFor('the database to be made', () =>
    page.evaluate(async () => {
      const made = await indexedDB.databases();
      return made.some(({ name, version }) => name === 'steadymic' && (version ?? 0) >= 20);
    }),
  );
  await page.close();
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'filler' } },
  });
  const output = [result].flat()[0];
  if (!output || !('output' in output)) throw new Error('nothing was built');
  return output.output[0].code;
}
