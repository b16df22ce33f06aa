import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runStep } from '../run-step.ts';
import { makerHere } from './maker.ts';
import { releaseFiles } from './release-folder.ts';
import { zipEntries } from './zip-entries.ts';
import { zipFindings } from './zip-findings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const zipProgram = fileURLToPath(new URL('../bench/size/zip.ts', import.meta.url));

/**
 * Makes the files of a release anew in `folder`: the archive for the stores, that of the commit's sources, a
 * bill of materials, and the SHA-256 sums of all.
 *
 * @returns sentences about what is wrong with the archive for the stores; none for one that may be published
 */
export async function makeRelease(folder: string, version: string): Promise<string[]> {
  const names = releaseFiles(version);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const built = await mkdtemp(join(tmpdir(), 'steadymic-release-'));
  try {
    // Vue's compiler believes this variable, and with another value writes folders of this machine into the build.
    const isBuilt = await runStep(process.execPath, [zipProgram, built], { env: { NODE_ENV: 'production' } });
    if (!isBuilt) throw new Error('the build failed');
    const [archive] = await Array.fromAsync(glob('*.zip', { cwd: built }));
    if (archive === undefined) throw new Error('no archive was made');
    await copyFile(join(built, archive), join(folder, names.extension));
    await copyFile(join(built, 'sbom.cdx.json'), join(folder, names.bill));
  } finally {
    await rm(built, { recursive: true, force: true });
  }
  packSources(join(folder, names.sources));
  const sums = await Promise.all(
    [names.extension, names.sources, names.bill].map(async (name) => {
      const digest = createHash('sha256').update(await readFile(join(folder, name)));
      // The format of `sha256sum`: two spaces, and a name relative to the folder of the list.
      return `${digest.digest('hex')}  ${name}\n`;
    }),
  );
  await writeFile(join(folder, names.sums), sums.join(''));
  return zipFindings(zipEntries(await readFile(join(folder, names.extension))), makerHere());
}

/** The commit's files alone, for whoever reviews the extension and builds it once more. */
function packSources(file: string): void {
  const { status, stderr } = spawnSync('git', ['archive', '--format=zip', `--output=${file}`, 'HEAD'], {
    cwd: root,
    encoding: 'utf8',
    // The times in the archive are those of the commit, in the time zone of whoever packs it.
    env: { ...process.env, TZ: 'UTC' },
  });
  if (status !== 0) throw new Error(`git could not pack the sources: ${stderr}`);
}
