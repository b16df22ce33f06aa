// `npm run test:network [-- [--all] [--logs] [NAME ...]]`: the fault lab, the quick set or every scenario, or those with a
// name in theirs, and their sessions' logs. Where it cannot run it says so, and that is no failure.

import { parseArgs } from 'node:util';
import { networkHindrance } from '../support/network/network.ts';
import { runStep } from './run-step.ts';

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false }, logs: { type: 'boolean', default: false } },
  });
  const hindrance = await networkHindrance();
  if (hindrance !== null) {
    console.log(`\nThe fault lab did NOT run, nothing was tested: ${hindrance}.`);
    return true;
  }
  if (!(await runStep('npm', ['run', '--silent', 'build']))) return false;
  if (values.all || positionals.length > 0) process.env['STEADYMIC_FAULTS'] = 'all';
  if (values.logs) process.env['STEADYMIC_FAULT_LOGS'] = 'shown';
  const names = positionals.flatMap((name) => ['--testNamePattern', name]);
  return runStep('vitest', ['run', '--project', 'network', ...names]);
}

process.exitCode = (await main()) ? 0 : 1;
