// `npm run release [-- --dry-run]`: makes what a release needs, in .output/release. A dry run goes on where a
// release would be refused, and leaves out the tests.

import { runStep } from '../run-step.ts';
import { checklist } from './checklist.ts';
import { makeRelease } from './make-release.ts';
import { readState } from './read-state.ts';
import { releaseRefusals } from './refusals.ts';
import { releaseFolder } from './release-folder.ts';

async function main(isDry: boolean): Promise<boolean> {
  const state = readState();
  const refusals = releaseRefusals(state);
  for (const refusal of refusals) console.error(`Refused: ${refusal}`);
  if (refusals.length > 0 && !isDry) return false;
  if (!isDry && !(await runStep('npm', ['test']))) {
    console.error('\nThe tests failed: no release is made.');
    return false;
  }
  const findings = await makeRelease(releaseFolder, state.version);
  for (const finding of findings) console.error(`Not to be published: ${finding}.`);
  if (findings.length > 0) return false;
  console.log(`\nMade in ${releaseFolder}. What is left to you:\n\n${checklist(state.version)}`);
  return true;
}

process.exitCode = (await main(process.argv.includes('--dry-run'))) ? 0 : 1;
