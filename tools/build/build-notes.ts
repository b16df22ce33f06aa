import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { licenceTexts } from './licence-texts.ts';
import { sbom, type LockFile } from './sbom.ts';
import type { ShippedPackage } from './shipped-packages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const read = (path: string) => readFile(join(root, path), 'utf8');

/**
 * Writes what a build says of itself: `licences.txt` into the extension's own folder, and a bill of materials
 * (`sbom.cdx.json`) beside that.
 */
export async function writeBuildNotes(
  folders: { extension: string; beside: string },
  packages: readonly ShippedPackage[],
): Promise<void> {
  const [manifest, lock, licence] = await Promise.all(
    ['package.json', 'package-lock.json', 'LICENSE'].map(read),
  );
  const product = JSON.parse(manifest ?? '') as Parameters<typeof sbom>[0];
  const bill = sbom(product, packages, JSON.parse(lock ?? '') as LockFile);
  await mkdir(folders.beside, { recursive: true });
  await writeFile(
    join(folders.extension, 'licences.txt'),
    licenceTexts({ name: 'SteadyMic', text: licence ?? '' }, packages),
  );
  await writeFile(join(folders.beside, 'sbom.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`);
}
