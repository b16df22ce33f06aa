import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const contributing = readFileSync(new URL('CONTRIBUTING.md', root), 'utf8');
const chapter = /\n## To add a …\n([\s\S]*?)\n## /.exec(contributing)?.[1] ?? '';
const recipes = new Map(
  chapter
    .split('\n### ')
    .slice(1)
    .map((recipe) => [
      recipe.slice(0, recipe.indexOf('\n')),
      [...recipe.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, path = '']) => path),
    ]),
);

/** How many files each recipe may take; of a warning, those of a new measurement as well. */
const most: Record<string, number> = {
  'Kind of event in the log': 4,
  Failure: 4,
  Warning: 7,
  Setting: 5,
  'Kind of server': 5,
  Command: 3,
  'Fault of the network': 2,
};

describe('the recipes of CONTRIBUTING.md', () => {
  it('are those that this test knows', () => {
    expect([...recipes.keys()]).toEqual(Object.keys(most));
  });

  it.each([...recipes])('for "%s" names files that are there, and few', (name, paths) => {
    const gone = paths.filter((path) => !existsSync(new URL(path, root)));
    expect(gone, 'these have moved: mend the recipe in CONTRIBUTING.md').toEqual([]);
    expect(paths.length, 'a recipe grew: let one table say what several files do').toBeLessThanOrEqual(
      most[name] ?? 0,
    );
  });
});
