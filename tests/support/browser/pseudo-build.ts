import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pseudoTexts, type Catalogue } from '../../../tools/texts/pseudo-texts.ts';
import { extensionDir } from '../extension-dir.ts';

/** A copy of the build that speaks the pseudo-language in place of English; its folder is removed with it. */
export async function pseudoBuild() {
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-pseudo-'));
  await cp(extensionDir, folder, { recursive: true });
  const path = join(folder, '_locales', 'en', 'messages.json');
  const english = JSON.parse(await readFile(path, 'utf8')) as Catalogue;
  await writeFile(path, JSON.stringify(pseudoTexts(english)));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
