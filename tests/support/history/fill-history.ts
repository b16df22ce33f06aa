import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { ExtensionBrowser } from '../browser/launch-browser.ts';
import { waitFor } from '../browser/wait-for.ts';
import type { GeneratedHistory } from './generate-history.ts';
import type { GeneratedTranscripts } from './generated-transcripts.ts';

export interface Filled {
  events: number;
  samples: number;
}

export interface FilledTranscripts {
  words: number;
  segments: number;
}

const fillDeadlineMs = 15 * 60_000;

/**
 * Puts a generated history into the database of a running extension. It is generated in a page of the
 * extension: sending two million events to it would take too long.
 */
export const fillHistory = (browser: Pick<ExtensionBrowser, 'openPage'>, options: GeneratedHistory) =>
  fillInPage<Filled>(browser, new URL('fill-in-page.ts', import.meta.url), options);

/** Puts generated transcripts into the database of a running extension likewise. */
export const fillTranscripts = (browser: Pick<ExtensionBrowser, 'openPage'>, options: GeneratedTranscripts) =>
  fillInPage<FilledTranscripts>(browser, new URL('fill-transcripts-in-page.ts', import.meta.url), options);

/** Runs the function `fill` that a script leaves in a page of the extension, and resolves with its answer. */
async function fillInPage<Answer extends object>(
  { openPage }: Pick<ExtensionBrowser, 'openPage'>,
  file: URL,
  options: object,
): Promise<Answer> {
  await makeDatabase(openPage);
  const script = await bundle(fileURLToPath(file));
  const page = await openPage('manifest.json', { background: true });
  try {
    await page.evaluate(script);
    await page.evaluate((given) => {
      const made = globalThis as unknown as { fill: (asked: object) => Promise<object>; filled: unknown };
      made.fill(given).then(
        (filled) => (made.filled = filled),
        (error: unknown) => (made.filled = String(error)),
      );
    }, options);
    // Each look is a call of its own, because a call that lasts for minutes would time out.
    const filled = await waitFor(
      'the history to be filled',
      () => page.evaluate(() => (globalThis as unknown as { filled?: object | string }).filled),
      { deadlineMs: fillDeadlineMs },
    );
    if (typeof filled === 'string') throw new Error(filled);
    return filled as Answer;
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
