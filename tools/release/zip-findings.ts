import { secretShapes } from './secret-shapes.ts';
import type { ZipEntry } from './zip-entries.ts';
import { lineOf, zipList } from './zip-list.ts';

/** What the archive must not hold, because of the machine that it is made on. */
export interface Maker {
  /** Folders of that machine, such as the project's and the user's. */
  folders: readonly string[];
  /** Credentials that are set there, by name, such as those of a store. */
  secrets: Readonly<Record<string, string>>;
}

/** A credential shorter than this is no secret, and would be found in any text. */
const shortestSecret = 8;

/** Sentences about what is wrong with an extension's archive; none for one that may be published. */
export function zipFindings(entries: readonly ZipEntry[], maker: Maker): string[] {
  const names = entries.map(({ name }) => name);
  const lines = new Set(names.map(lineOf));
  return [
    ...names
      .filter((name) => lineOf(name) === undefined)
      .map((name) => `${name} is in no line of zip-list.ts`),
    ...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `${name} is there twice`),
    ...zipList
      .filter((line) => !lines.has(line))
      .map((line) => `nothing is there for ${line} of zip-list.ts`),
    ...entries.flatMap((entry) => contentFindings(entry, maker)),
  ];
}

function contentFindings({ name, content }: ZipEntry, { folders, secrets }: Maker): string[] {
  const text = content.toString('utf8');
  const found = (problem: string, isThere: boolean) => (isThere ? [`${name} holds ${problem}`] : []);
  return [
    ...found('a source map', name.endsWith('.map') || /[#@] ?sourceMappingURL=|"mappings" ?:/.test(text)),
    ...found(
      'the key of a development build',
      name === 'manifest.json' && 'key' in (JSON.parse(text) as object),
    ),
    ...Object.entries(secretShapes).flatMap(([shape, pattern]) => found(shape, pattern.test(text))),
    ...Object.entries(secrets).flatMap(([variable, value]) =>
      found(`the value of ${variable}`, value.length >= shortestSecret && text.includes(value)),
    ),
    ...folders.flatMap((folder) =>
      found(`the folder ${folder}`, folder.length > 1 && text.includes(`${folder}/`)),
    ),
  ];
}
