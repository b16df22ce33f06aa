// `npm run bench [-- NAME ...] [--json] [--minutes N] [--keep FOLDER]`: measures, and prints a table or one
// JSON object a line. A missed goal is a figure like any other; the exit code is 1 where something could not
// be measured.

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { speechFile } from '../../tests/support/speech.ts';
import { benches } from './benches.ts';
import { freshBuild } from './build.ts';
import { CannotRun } from '../../tests/support/cannot-run.ts';
import type { Bench, BenchContext, Measurement } from './measurement.ts';

const nameWidth = Math.max(...benches.map(({ name }) => name.length));

const usage = `Usage: npm run bench [-- NAME ...] [--json] [--minutes N] [--keep FOLDER]

${benches.map(({ name, goal, unit, onlyWhenNamed }) => `  ${name.padEnd(nameWidth)} ${goalText({ goal, unit })}${onlyWhenNamed ? ', only when named' : ''}`).join('\n')}

A name may be that of a group, such as "start". --minutes shortens memory.growth-mb for a try.
--keep leaves the filled histories of "history" in a folder, and takes them from there the next time.`;

function goalText({ goal, unit }: Pick<Bench, 'goal' | 'unit'>): string {
  return goal === Infinity ? 'no goal' : `goal ${String(Number(goal.toFixed(3)))} ${unit}`;
}

function chosen(names: readonly string[]): Bench[] {
  if (names.length === 0) return benches.filter(({ onlyWhenNamed }) => !onlyWhenNamed);
  return names.flatMap((asked) => {
    const found = benches.filter(({ name }) => name === asked || name.startsWith(`${asked}.`));
    if (found.length === 0) throw new CannotRun(`there is no bench "${asked}".\n\n${usage}`);
    return found;
  });
}

/**
 * Runs a bench with a time limit, after which this process ends: a bench's programs end with it, and its
 * files are removed on exit.
 */
function withLimit(bench: Bench, context: BenchContext): Promise<Measurement> {
  const seconds = bench.limitSeconds(context);
  const timer = setTimeout(() => {
    console.error(`${bench.name} did not run: it was not done after ${String(seconds)} s.`);
    process.exit(1);
  }, seconds * 1000);
  return bench.run(context).finally(() => clearTimeout(timer));
}

/** Whether a goal is met; null where there is none. */
function isMet({ goal, digits }: Bench, value: number): boolean | null {
  if (goal === Infinity) return null;
  return value !== Infinity && Number(value.toFixed(digits)) <= goal;
}

function toJson(bench: Bench, { value, bareValue }: Measurement): string {
  const { name, unit, goal, digits } = bench;
  const met = isMet(bench, value);
  // JSON has no infinity, so a figure that never came is null.
  const rounded = (figure: number, to = digits) =>
    Number.isFinite(figure) ? Number(figure.toFixed(to)) : null;
  const beside = bareValue === undefined ? {} : { bare: rounded(bareValue) };
  return JSON.stringify({ bench: name, value: rounded(value), unit, goal: rounded(goal, 3), met, ...beside });
}

function toRow(bench: Bench, { value, bareValue, details }: Measurement): string {
  const { name, unit, digits } = bench;
  const words = (figure: number) => (figure === Infinity ? 'never' : `${figure.toFixed(digits)} ${unit}`);
  const cells = [
    name.padEnd(nameWidth),
    words(value).padStart(12),
    goalText(bench).replace('goal ', '').padStart(10),
  ];
  const met = { true: 'yes', false: 'no', null: '' }[String(isMet(bench, value))] ?? '';
  const beside = bareValue === undefined ? '' : `  bare page: ${words(bareValue)}`;
  return [`${cells.join('  ')}  ${met.padStart(5)}${beside}`, ...details.map((line) => `    ${line}`)].join(
    '\n',
  );
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      keep: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
  if (minutes !== undefined && !(minutes > 0)) throw new CannotRun('--minutes needs a number above 0.');
  const named = chosen(positionals);
  const extensionDir = await freshBuild();
  const context = {
    extensionDir,
    audioFile: await speechFile(),
    minutes,
    keepDir: values.keep === undefined ? undefined : resolve(values.keep),
  };
  if (!values.json)
    console.log(['bench'.padEnd(nameWidth), 'value'.padStart(12), 'goal'.padStart(10), '  met'].join('  '));
  for (const bench of named) {
    try {
      const measurement = await withLimit(bench, context);
      console.log(values.json ? toJson(bench, measurement) : toRow(bench, measurement));
    } catch (error) {
      process.exitCode = 1;
      console.error(
        `${bench.name} did not run: ${error instanceof CannotRun ? error.message : String(error)}`,
      );
    }
  }
}

try {
  await main();
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof Error ? error.message : String(error));
}
