// `npm test`: every check, the build, and every test in one run, so that the last summary covers all.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closingLine, countResults, secondTries, type VitestReport } from './closing-line.ts';
import { runStep } from './run-step.ts';

const failed: string[] = [];

async function step(name: string, command: string, ...args: string[]): Promise<boolean> {
  console.log(`\n--- ${name}`);
  return noted(name, await runStep(command, args));
}

function noted(name: string, isDone: boolean): boolean {
  if (!isDone) failed.push(name);
  return isDone;
}

/** Like {@link step}, for work of one core: another can run beside it. */
async function check(name: string, command: string, ...args: string[]): Promise<void> {
  const onOutput = (output: string) => console.log(`\n--- ${name}\n${output.trimEnd()}`);
  noted(name, await runStep(command, args, { onOutput }));
}

async function checkBesideLint(): Promise<void> {
  await check('types', 'vue-tsc', '--noEmit');
  await check('format', 'npm', 'run', '--silent', 'format:check');
  await check('dead code', 'npm', 'run', '--silent', 'dead-code');
}

// Types and lint both read what this writes.
await step('generated types', 'wxt', 'prepare');
await Promise.all([check('lint', 'npm', 'run', '--silent', 'lint'), checkBesideLint()]);
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
