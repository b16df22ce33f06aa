import { rmSync } from 'node:fs';
import { cp, glob, mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extensionDir } from '../../tests/support/extension-dir.ts';
import { runQuietly } from './run-quietly.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wxt = join(root, 'node_modules/wxt/bin/wxt.mjs');
const sources = ['{entrypoints,components,utils,public}/**/*', 'wxt.config.ts', 'package-lock.json'];

/**
 * The build of the product, made again where its sources are newer, in a folder that no other build writes to
 * meanwhile; it is removed when this process ends.
 */
export async function freshBuild(): Promise<string> {
  if ((await builtAt()) < (await newestSource())) await runQuietly(process.execPath, [wxt, 'build']);
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-bench-build-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  await cp(extensionDir, folder, { recursive: true });
  return folder;
}

async function builtAt(): Promise<number> {
  try {
    return (await stat(join(extensionDir, 'manifest.json'))).mtimeMs;
  } catch {
    return 0;
  }
}

async function newestSource(): Promise<number> {
  let newest = 0;
  for await (const path of glob(sources, { cwd: root })) {
    newest = Math.max(newest, (await stat(join(root, path))).mtimeMs);
  }
  return newest;
}
