import { describe, expect, it } from 'vitest';
import { closingLine, countResults, secondTries, type VitestReport } from '../../tools/closing-line.ts';

type FileResult = VitestReport['testResults'][number];

function file(status: FileResult['status'], ...tests: string[]): FileResult {
  return {
    status,
    assertionResults: tests.map((each) => ({ status: each, fullName: each, failureMessages: [] })),
  };
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

describe('a test that passed at its second try', () => {
  const results = [
    { status: 'passed', fullName: 'a stream flows', failureMessages: [] },
    { status: 'passed', fullName: 'a stream heals', failureMessages: ['Error: not live\n    at lab.ts:1'] },
    { status: 'failed', fullName: 'a stream ends', failureMessages: ['Error: live', 'Error: live'] },
  ];

  it('is named, with what the first one failed of', () => {
    const testResults: FileResult[] = [{ status: 'failed', assertionResults: results }];
    expect(secondTries({ ...report([]), testResults })).toEqual(['a stream heals: Error: not live']);
  });

  it('is none where nothing ran', () => {
    expect(secondTries(null)).toEqual([]);
  });
});
