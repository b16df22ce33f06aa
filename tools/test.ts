// `npm test`: every check, the build, and every test in one run, so that the last summary covers all.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closingLine, countResults, secondTries, type VitestReport } from './closing-line.ts';
import { runStep } from './run-step.ts';

const failed: string[] = [];

async function step(name: string, command: string, ...args: string[]): Promise<boolean> {
  console.log(`\n--- ${name}`);
  const isDone = await runStep(command, args);
  if (!isDone) failed.push(name);
  return isDone;
}

await step('types', 'npm', 'run', '--silent', 'types');
await step('lint', 'npm', 'run', '--silent', 'lint');
await step('format', 'npm', 'run', '--silent', 'format:check');
await step('dead code', 'npm', 'run', '--silent', 'dead-code');
const isBuilt = await step('build', 'npm', 'run', '--silent', 'build');
if (isBuilt) await step("the stores' linter", 'node', 'tools/release/lint-store.ts');

const folder = await mkdtemp(join(tmpdir(), 'steadymic-test-'));
const reportFile = join(folder, 'report.json');
const projects = isBuilt ? [] : ['--project', 'unit', '--project', 'component'];
await step(
  'tests',
  'vitest',
  'run',
  ...projects,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportFile}`,
);
const report = await readFile(reportFile, 'utf8').then(
  (text) => JSON.parse(text) as VitestReport,
  () => null,
);
await rm(folder, { recursive: true, force: true });

const counts = countResults(report);
if (counts.passed === 0) failed.push('tests: none ran');
if (!isBuilt) console.log('\nThere is no build: the tests in a real browser did not run.');
const again = secondTries(report);
if (again.length > 0) console.log(`\nPassed at the second try only:\n  ${again.join('\n  ')}`);
if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 || counts.failed > 0 ? 1 : 0;
console.log(`\n${closingLine(counts)}`);
