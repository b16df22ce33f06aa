import { describe, expect, it } from 'vitest';
import { acceptedFindings } from '../../../tools/release/accepted-findings.ts';
import { storeFindings } from '../../../tools/release/store-findings.ts';

const asFound = acceptedFindings.map(({ code, message, file }) => ({
  code,
  message,
  file: file.replace('#', 'AbC-_123'),
}));
const report = (errors: typeof asFound, warnings: typeof asFound = []) => ({ errors, warnings, notices: [] });

describe('the findings of the stores’ linter', () => {
  it('are nothing to mend where each is accepted, in files with any digest', () => {
    expect(storeFindings(report(asFound))).toEqual([]);
    expect(storeFindings(report([], asFound))).toEqual([]);
  });

  it('are to be mended where one is new, stands in another file, or is found once more than accepted', () => {
    const [first = { code: '', message: '', file: '' }] = asFound;
    for (const other of [
      { ...first, code: 'DANGEROUS_EVAL' },
      { ...first, message: '/permissions: Invalid permissions "tabs" at 0.' },
      { ...first, file: 'background.js' },
      first,
    ]) {
      expect(storeFindings(report([...asFound, other]))).toEqual([expect.stringContaining(other.message)]);
    }
  });

  it('are taken out of the list once they are no longer found', () => {
    for (const [at, { message }] of asFound.entries()) {
      const rest = asFound.filter((_, index) => index !== at);
      expect(storeFindings(report(rest))).toEqual([expect.stringContaining(`"${message}"`)]);
    }
  });

  it('have a reason each', () => {
    expect(acceptedFindings.filter(({ reason }) => !/^[A-Z].{20,}\.$/.test(reason))).toEqual([]);
  });
});
