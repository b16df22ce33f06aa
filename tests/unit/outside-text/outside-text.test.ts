import { describe, expect, it } from 'vitest';
import { readSourceFiles } from '../../support/architecture/source-files.ts';
import { takesTextApart } from '../../support/architecture/text-readers.ts';
import { modulesWithoutOutsideText, outsideTextReaders, type OutsideTextReader } from './readers.ts';

const megabyte = 1_000_000;

/** Marks of one letter that a normalisation has to sort: no separators, but slow in every text. */
const piledMarks = '\u0301\u0316';

/** Lists and objects within each other, beyond what a reader that calls itself for each can bear. */
const levels = 100_000;
const nested = ['['.repeat(levels) + ']'.repeat(levels), `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`];

/** Characters that, beside each separator, make a careless reader backtrack. */
const troubles = ['\r', '"', '\\', '<'];

/**
 * A text of each separator alone, and shorter texts of it together with each of the troubles, since many of
 * those are slow to make.
 */
function* texts({ frames, separators, size = megabyte }: OutsideTextReader): Generator<string> {
  for (const [before, after] of frames) {
    if (separators.includes('{') && size >= megabyte) for (const each of nested) yield before + each + after;
    yield before + piledMarks.repeat(size / piledMarks.length) + after;
    for (const separator of separators) {
      yield before + separator.repeat(size / separator.length) + after;
      for (const trouble of troubles) {
        const both = separator + trouble;
        yield before + both.repeat(size / 10 / both.length) + after;
      }
    }
  }
}

/** Runs a reader. Its result does not matter; a reader that takes too long is ended by the test runner. */
async function read(reader: OutsideTextReader, text: string): Promise<void> {
  try {
    await reader.read(text);
  } catch (error) {
    // The stack overflows where a reader calls itself once for each character.
    expect(error).not.toBeInstanceOf(RangeError);
  }
}

describe('a megabyte of whatever divides a text is read in one go by', () => {
  const readers = Object.entries(outsideTextReaders).flatMap(([module, each]) =>
    each.map((reader, index) => [index === 0 ? module : `${module} (${index + 1})`, reader] as const),
  );

  it.each(readers)('%s', async (_, reader) => {
    for (const text of texts(reader)) await read(reader, text);
  });
});

describe('a module that takes texts apart', () => {
  const found = [...readSourceFiles().values()].filter(takesTextApart).map(({ path }) => path);
  const listed = [...Object.keys(outsideTextReaders), ...Object.keys(modulesWithoutOutsideText)];

  it('is in one of the two tables', () => {
    const missing = found.filter((path) => !listed.includes(path));
    expect(
      missing,
      'add these to outsideTextReaders in tests/unit/outside-text/readers.ts, each with its separators; or, where the text ' +
        'is our own or bounded before, to modulesWithoutOutsideText, with the reason',
    ).toEqual([]);
  });

  it('is in one of them alone, and there', () => {
    const paths = [...readSourceFiles().keys()];
    expect(listed.filter((path) => !paths.includes(path))).toEqual([]);
    expect(listed).toHaveLength(new Set(listed).size);
  });
});
