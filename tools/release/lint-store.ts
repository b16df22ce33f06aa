// `npm run lint:store`: addons-linter judges the build, with what is accepted in accepted-findings.ts, and the
// build's files are looked through as a release's are.

import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extensionDir } from '../../tests/support/extension-dir.ts';
import { makerHere } from './maker.ts';
import { storeFindings, type LinterReport } from './store-findings.ts';
import { zipFindings } from './zip-findings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Addons-linter's report about the folder of a build, which it gives with an exit code of 1 where there are errors. */
function lint(folder: string): Promise<LinterReport> {
  const args = [folder, '--output', 'json', '--boring'];
  const options = { cwd: root, maxBuffer: 64 * 1024 * 1024, shell: process.platform === 'win32' };
  return new Promise((resolve, reject) => {
    execFile('addons-linter', args, options, (error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as LinterReport);
      } catch {
        reject(new Error(`addons-linter gave no report: ${error?.message ?? ''}\n${stderr}`));
      }
    });
  });
}

const files = globSync('**/*', { cwd: extensionDir, withFileTypes: true })
  .filter((each) => each.isFile())
  .map((each) => join(each.parentPath, each.name))
  .map((path) => ({
    name: path.slice(extensionDir.length + 1).replaceAll('\\', '/'),
    content: readFileSync(path),
  }));
const findings = [...storeFindings(await lint(extensionDir)), ...zipFindings(files, makerHere())];
for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exitCode = 1;
else console.log('Nothing is found in the build that is not accepted with its reason.');
