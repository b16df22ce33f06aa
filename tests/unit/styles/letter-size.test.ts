import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * The widest line in pixels: anything larger has to grow with the letter size that the user has chosen in the
 * browser.
 */
const hairline = 3;

interface Declaration {
  place: string;
  property: string;
  value: string;
}

/** The styles of a file: the whole of a style sheet, the style blocks of a component. */
function stylesIn(path: string): string {
  const text = readFileSync(join(root, path), 'utf8');
  if (path.endsWith('.css')) return text;
  return [...text.matchAll(/<style[^>]*>(.*?)<\/style>/gs)].map(([, styles]) => styles ?? '').join('\n');
}

/**
 * The declarations of a style sheet, with the conditions of `@media` and `@container`, which have lengths
 * too.
 */
function declarationsIn(path: string): Declaration[] {
  const styles = stylesIn(path).replaceAll(/\/\*.*?\*\//gs, '');
  const declared = [...styles.matchAll(/([\w-]+)\s*:\s*([^;{}]+)[;}]/g)];
  const conditions = [...styles.matchAll(/(@(?:media|container)[^{]*)\{/g)];
  return [
    ...declared.map(([, property = '', value = '']) => ({ place: path, property, value })),
    ...conditions.map(([, value = '']) => ({ place: path, property: '@media', value })),
  ];
}

const declarations = ['components/**/*.vue', 'components/**/*.css']
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .flatMap(declarationsIn);

const told = ({ place, property, value }: Declaration) => `${place}: ${property}: ${value.trim()}`;

describe('the browser’s letter size', () => {
  it('is the size of the root: the style sheets have declarations, and none gives the root a size of its own', () => {
    const ofRoot = declarations.filter(
      ({ place, property, value }) =>
        place === 'components/styles/base.css' && property === 'font-size' && value.includes('100%'),
    );
    expect(ofRoot).toHaveLength(1);
  });

  it('sizes all letters: none is given in pixels or points', () => {
    const fixed = declarations.filter(
      ({ property, value }) =>
        /^(font|font-size|line-height|letter-spacing)$/.test(property) &&
        /\d(px|pt|pc|cm|mm|in)\b/.test(value),
    );
    expect(fixed.map(told)).toEqual([]);
  });

  it(`sizes all lengths above ${String(hairline)} pixels, so that larger letters have the room that they need`, () => {
    const fixed = declarations
      // A shadow takes no room.
      .filter(({ property }) => property !== '--shadow' && property !== 'box-shadow')
      .filter(({ value }) =>
        [...value.matchAll(/(\d+(?:\.\d+)?)px\b/g)].some(([, pixels]) => Number(pixels) > hairline),
      );
    expect(fixed.map((each) => `${told(each)} (write it in rem: pixels / 16)`)).toEqual([]);
  });
});
