// `npm run texts [-- LANGUAGE …]`: lists what is missing in each language, or in those that are named.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { catalogueProblems } from './catalogue-problems.ts';
import type { Catalogue } from './pseudo-texts.ts';

const folder = new URL('../../public/_locales/', import.meta.url);
const read = (language: string): Catalogue => {
  const path = new URL(`${language}/messages.json`, folder);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Catalogue) : {};
};

const named = process.argv.slice(2);
const languages = named.length > 0 ? named : readdirSync(fileURLToPath(folder)).sort();
const english = read('en');
for (const language of languages) {
  const problems = catalogueProblems(english, read(language), language);
  for (const problem of problems) console.log(`${language}: ${problem}`);
  console.log(`${language}: ${problems.length === 0 ? 'nothing is missing' : `${problems.length} to do`}`);
  if (problems.length > 0) process.exitCode = 1;
}
