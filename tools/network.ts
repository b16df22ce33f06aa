// `npm run test:network [-- [--all] [--logs] [NAME ...]]`: runs the quick set of the fault lab, every
// scenario, or those whose name contains one given; `--logs` prints their sessions' logs. Where the lab
// cannot run, it says so, and does not fail.

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
  // The whole matrix is mostly waiting, for more than an hour, so two labs run at once: they share only the
  // processor.
  const shares = values.all && positionals.length === 0 ? ['1/2', '2/2'] : ['1/1'];
  const done = await Promise.all(
    shares.map((STEADYMIC_FAULTS_SHARE) =>
      runStep('vitest', ['run', '--project', 'network', ...names], { env: { STEADYMIC_FAULTS_SHARE } }),
    ),
  );
  return done.every(Boolean);
}

process.exitCode = (await main()) ? 0 : 1;
