import type { Catalogue } from './pseudo-texts.ts';

/** How long the stores let a text be, in UTF-16 code units. */
const mostLetters: Readonly<Record<string, number>> = { extension_name: 45, extension_description: 132 };

/**
 * Sentences about what is missing or wrong in the catalogue of `language` (a BCP 47 tag, perhaps with `_`),
 * measured by the English one; none for one that is whole.
 */
export function catalogueProblems(english: Catalogue, other: Catalogue, language: string): string[] {
  const keys = Object.keys(english);
  const common = keys.filter((key) => key in other);
  return [
    ...keys
      .filter((key) => !(key in other))
      .map((key) => `${key} is missing: "${english[key]?.message ?? ''}"`),
    ...Object.keys(other)
      .filter((key) => !(key in english))
      .map((key) => `${key} is in no English catalogue: take it out`),
    ...common.filter((key) => other[key]?.message.trim() === '').map((key) => `${key} has no words`),
    ...common.flatMap((key) => placeholderProblems(english, other, key)),
    ...common.flatMap((key) => lengthProblems(other, key)),
    ...languageProblems(other, language),
  ];
}

function placeholderProblems(english: Catalogue, other: Catalogue, key: string): string[] {
  const [wanted, used] = [english, other].map((each) => placeholdersOf(each[key]?.message ?? ''));
  const isSame =
    JSON.stringify(english[key]?.placeholders ?? {}) === JSON.stringify(other[key]?.placeholders ?? {});
  return [
    ...(wanted === used
      ? []
      : [`${key} uses the placeholders ${used || 'none'}, and English ${wanted || 'none'}`]),
    ...(isSame ? [] : [`${key} declares other placeholders than English: copy "placeholders" as it is`]),
  ];
}

const placeholdersOf = (message: string) =>
  [...new Set(message.toUpperCase().match(/\$\w+\$/g))].sort().join(', ');

function lengthProblems(other: Catalogue, key: string): string[] {
  const most = mostLetters[key] ?? Infinity;
  const length = other[key]?.message.length ?? 0;
  return length > most ? [`${key} has ${length} letters, and the stores take ${most}`] : [];
}

function languageProblems(other: Catalogue, language: string): string[] {
  const said = other['texts_language']?.message;
  const wanted = language.split(/[-_]/)[0] ?? '';
  return said === undefined || said === wanted
    ? []
    : [`texts_language is "${said}", and must be "${wanted}"`];
}
