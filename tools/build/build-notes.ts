import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changelogSections } from '../release/changelog.ts';
import { licenceTexts } from './licence-texts.ts';
import { markdownPage } from './markdown-page.ts';
import { packagedChangelog } from './packaged-changelog.ts';
import { sbom, type LockFile } from './sbom.ts';
import type { ShippedPackage } from './shipped-packages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const read = (path: string) => readFile(join(root, path), 'utf8');

/** Documents that are pages of the package, by their paths here. */
const pages = {
  'PRIVACY.md': 'privacy.html',
  'SECURITY.md': 'security.html',
  'CHANGELOG.md': 'changelog.html',
};

/**
 * Writes what a build says of itself: licences, privacy, security and changelog as static files into the
 * extension's own folder, and a bill of materials (`sbom.cdx.json`) beside that.
 */
export async function writeBuildNotes(
  folders: { extension: string; beside: string },
  packages: readonly ShippedPackage[],
): Promise<void> {
  const product = JSON.parse(await read('package.json')) as Parameters<typeof sbom>[0];
  const lock = JSON.parse(await read('package-lock.json')) as LockFile;
  const bill = JSON.stringify(sbom(product, packages, lock), null, 2);
  await mkdir(folders.beside, { recursive: true });
  await writeFile(join(folders.beside, 'sbom.cdx.json'), `${bill}\n`);
  const licences = licenceTexts({ name: 'SteadyMic', text: await read('LICENSE') }, packages);
  await writeFile(join(folders.extension, 'licences.txt'), licences);
  for (const [path, name] of Object.entries(pages)) {
    const text = await read(path);
    const markdown = path === 'CHANGELOG.md' ? packagedChangelog(changelogSections(text)) : text;
    await writeFile(join(folders.extension, name), markdownPage(markdown, pages));
  }
}
