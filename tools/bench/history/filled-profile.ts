import { access, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, type ExtensionBrowser } from '../../../tests/support/browser/launch-browser.ts';
import type { BenchContext } from '../measurement.ts';

/** What a profile is filled with, by a name that tells it from others, and what is told of it afterwards. */
export interface Filling<Filled> {
  name: string;
  fill: (browser: ExtensionBrowser) => Promise<Filled>;
}

export type FilledBrowser<Filled> = ExtensionBrowser & { filled: Filled };

/**
 * Starts a browser with a generated history in its profile. Filling a profile with millions of rows takes
 * minutes: where the context names a folder, it is filled once, and a copy of it is measured.
 */
export async function launchFilled<Filled>(
  filling: Filling<Filled>,
  { extensionDir, keepDir }: Pick<BenchContext, 'extensionDir' | 'keepDir'>,
): Promise<FilledBrowser<Filled>> {
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-history-'));
  const kept = keepDir === undefined ? folder : join(keepDir, filling.name);
  const used = join(folder, 'used');
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  try {
    // The id of an unpacked extension, and with it the place of its data, follows from its folder.
    const extension = join(kept, 'extension');
    await mkdir(kept, { recursive: true });
    await rm(extension, { recursive: true, force: true });
    await cp(extensionDir, extension, { recursive: true });
    const filled = await fillOnce(kept, extension, filling);
    await cp(join(kept, 'profile'), used, { recursive: true });
    const browser = await launchBrowser({ extensionDir: extension, profileDir: used });
    const close = async () => {
      await browser.close();
      await remove();
    };
    return { ...browser, filled, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function fillOnce<Filled>(
  kept: string,
  extensionDir: string,
  { fill }: Filling<Filled>,
): Promise<Filled> {
  const note = join(kept, 'filled.json');
  const isThere = await access(note).then(
    () => true,
    () => false,
  );
  if (isThere) return JSON.parse(await readFile(note, 'utf8')) as Filled;
  const profileDir = join(kept, 'profile');
  await rm(profileDir, { recursive: true, force: true });
  await mkdir(profileDir);
  await using browser = await launchBrowser({ extensionDir, profileDir });
  const filled = await fill(browser);
  await browser.close();
  await writeFile(note, JSON.stringify(filled));
  return filled;
}
