/** The members of Vitest's JSON report that are read here. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: readonly {
    status: 'passed' | 'failed';
    assertionResults: readonly {
      status: string;
      fullName: string;
      /** The messages of all tries, even where the last one passed. */
      failureMessages: readonly string[];
    }[];
  }[];
}

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** A file that failed without a failed test (it could not be loaded, or a hook failed) counts as one failure. */
export function countResults(report: VitestReport | null): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((each) => each.status !== 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests,
  };
}

export function closingLine({ passed, failed, skipped }: Counts): string {
  const all = `${String(passed)} passed, ${String(failed)} failed`;
  return skipped > 0 ? `${all}, ${String(skipped)} skipped` : all;
}

/** A line for each test that passed only at its second try, with why the first one failed. */
export function secondTries(report: VitestReport | null): string[] {
  const tests = report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  return tests
    .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
    .map(({ fullName, failureMessages: [first = ''] }) => `${fullName}: ${first.split('\n')[0] ?? ''}`);
}
