import { access, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, type ExtensionBrowser } from '../../../tests/support/browser/launch-browser.ts';
import { fillHistory, type Filled } from '../../../tests/support/history/fill-history.ts';
import type { BenchContext } from '../measurement.ts';

const generated = { seed: 1, eventsPerSession: 200, samplesPerSession: 1000 };

export type FilledBrowser = ExtensionBrowser & { filled: Filled };

/**
 * Starts a browser with a generated history in its profile. Filling a profile with millions of rows takes
 * minutes: where the context names a folder, it is filled once, and a copy of it is measured.
 */
export async function launchFilled(
  sessions: number,
  { extensionDir, keepDir }: Pick<BenchContext, 'extensionDir' | 'keepDir'>,
): Promise<FilledBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-history-'));
  const kept = keepDir === undefined ? folder : join(keepDir, `sessions-${String(sessions)}`);
  const used = join(folder, 'used');
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  try {
    // The id of an unpacked extension, and with it the place of its data, follows from its folder.
    const extension = join(kept, 'extension');
    await mkdir(kept, { recursive: true });
    await rm(extension, { recursive: true, force: true });
    await cp(extensionDir, extension, { recursive: true });
    const filled = await fillOnce(kept, extension, sessions);
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

async function fillOnce(kept: string, extensionDir: string, sessions: number): Promise<Filled> {
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
  const filled = await fillHistory(browser, { ...generated, sessions, endsAt: Date.now() - 60_000 });
  await browser.close();
  await writeFile(note, JSON.stringify(filled));
  return filled;
}
