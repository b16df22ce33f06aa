import { describe, expect, it } from 'vitest';
import { closingLine, countResults, type VitestReport } from './closing-line.ts';

type FileResult = VitestReport['testResults'][number];

function file(status: FileResult['status'], ...tests: string[]): FileResult {
  return { status, assertionResults: tests.map((each) => ({ status: each })) };
}

function report(files: FileResult[]): VitestReport {
  const count = (status: string) =>
    files.flatMap(({ assertionResults }) => assertionResults).filter((each) => each.status === status).length;
  return {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('skipped'),
    testResults: files,
  };
}

describe('the closing line of a test run', () => {
  it.each<[string, VitestReport | null, string]>([
    ['counts tests', report([file('passed', 'passed', 'passed')]), '2 passed, 0 failed'],
    ['counts failures', report([file('failed', 'passed', 'failed')]), '1 passed, 1 failed'],
    [
      'names what was skipped',
      report([file('passed', 'passed', 'skipped')]),
      '1 passed, 0 failed, 1 skipped',
    ],
    ['counts a file that could not be loaded', report([file('failed')]), '0 passed, 1 failed'],
    ['counts a file whose hook failed', report([file('failed', 'passed')]), '1 passed, 1 failed'],
    ['says that a run without a report failed', null, '0 passed, 1 failed'],
  ])('%s', (_, given, line) => {
    expect(closingLine(countResults(given))).toBe(line);
  });
});
