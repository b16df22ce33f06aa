// `npm run test:network [-- [--all] [--logs] [NAME ...]]`: the fault lab, the quick set or every scenario, or those with a
// name in theirs, and their sessions' logs. Where it cannot run it says so, and that is no failure.

import { parseArgs } from 'node:util';
import { networkHindrance } from '../tests/support/network/network.ts';
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
  // More than an hour of waiting, mostly: two labs share nothing but the processor, and it is enough for both.
  const shares = values.all && positionals.length === 0 ? ['1/2', '2/2'] : ['1/1'];
  const done = await Promise.all(
    shares.map((STEADYMIC_FAULTS_SHARE) =>
      runStep('vitest', ['run', '--project', 'network', ...names], { STEADYMIC_FAULTS_SHARE }),
    ),
  );
  return done.every(Boolean);
}

process.exitCode = (await main()) ? 0 : 1;
