import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extensionDir } from '../support/extension-dir.ts';

/** The files that a built page makes the browser load before it runs, by their kind. */
async function loadedBy(page: string): Promise<{ scripts: string[]; styles: string[] }> {
  const html = await readFile(join(extensionDir, page), 'utf8');
  const named = (ending: string) =>
    [...html.matchAll(/(?:src|href)="([^"]+)"/g)].flatMap(([, path = '']) =>
      path.endsWith(ending) ? [join(extensionDir, path)] : [],
    );
  return { scripts: named('.js'), styles: named('.css') };
}

describe('the built popup', () => {
  it('consists of a few files, each named in the page, so that none is found only by reading another one', async () => {
    const { scripts, styles } = await loadedBy('popup.html');
    expect(scripts.length).toBeLessThanOrEqual(5);
    expect(styles.length).toBeLessThanOrEqual(2);
    const imported = await Promise.all(
      scripts.map(async (path) => (await readFile(path, 'utf8')).matchAll(/from\s*"\.\/([^"]+\.js)"/g)),
    );
    for (const [, name = ''] of imported.flatMap((found) => [...found]))
      expect(scripts).toContain(join(extensionDir, 'chunks', name));
  });

  it('loads no code that it does not need', async () => {
    const { scripts, styles } = await loadedBy('popup.html');
    const sizes = await Promise.all([...scripts, ...styles].map(async (path) => (await stat(path)).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(178_500);
    const code = (await Promise.all(scripts.map((path) => readFile(path, 'utf8')))).join('\n');
    // Words that stay in the code of Dexie, and of WXT's storage, which WXT would add by itself.
    expect(code).not.toMatch(/IDBKeyRange|wxt\/storage/);
  });
});
