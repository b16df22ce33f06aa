import fc from 'fast-check';
import { expect, it } from 'vitest';
import { zipEntries } from '../../../tools/release/zip-entries.ts';
import { zipOf } from '../../support/zip.ts';

it('every file of an archive is read as it was packed, stored or deflated, whatever its name', () => {
  const file = fc.record({
    name: fc.string({ unit: 'grapheme', minLength: 1 }),
    content: fc.string(),
    stored: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(file), (files) => {
      const read = zipEntries(zipOf(files)).map(({ name, content }) => [name, content.toString()]);
      expect(read).toEqual(files.map(({ name, content }) => [name, Buffer.from(content).toString()]));
    }),
  );
});

it('a comment at the end of an archive does no harm', () => {
  const [entry] = zipEntries(zipOf([{ name: 'a', content: 'x' }], 'made by hand'));
  expect(entry?.content.toString()).toBe('x');
});

it.each(['', 'PK', 'no archive at all'])('%j is no archive', (text) => {
  expect(() => zipEntries(Buffer.from(text))).toThrow('no zip archive');
});
