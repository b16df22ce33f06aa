// `npm run submit`: sends the archive that `npm run release` made to each store whose keys are set, and does
// nothing without keys. Further options are passed on to `wxt submit`, such as --dry-run.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { runStep } from '../run-step.ts';
import { readState } from './read-state.ts';
import { releaseFiles, releaseFolder } from './release-folder.ts';
import { stores, storesWithKeys } from './store-keys.ts';

/** A file that is never committed, which `wxt submit` reads as well. */
const keyFile = '.env.submit';

const inFile = existsSync(keyFile) ? parseEnv(readFileSync(keyFile, 'utf8')) : {};
const chosen = storesWithKeys({ ...inFile, ...process.env });
const archive = join(releaseFolder, releaseFiles(readState().version).extension);

if (chosen.length === 0) {
  const names = stores.map(
    ({ name, keys }) => `  ${name}: ${keys.map((each) => each.join(', ')).join('; or ')}`,
  );
  console.log(`No store has all its keys, so nothing is sent. They are:\n${names.join('\n')}`);
} else if (!existsSync(archive)) {
  console.error(`${archive} is not there: npm run release makes it.`);
  process.exitCode = 1;
} else {
  const zips = chosen.flatMap(({ zipOption }) => [zipOption, archive]);
  process.exitCode = (await runStep('wxt', ['submit', ...zips, ...process.argv.slice(2)])) ? 0 : 1;
}
