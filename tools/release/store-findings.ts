import { acceptedFindings, type Finding } from './accepted-findings.ts';
import { lineOf } from './zip-list.ts';

/** The members of addons-linter's JSON report that are read here. */
export interface LinterReport {
  errors: readonly Finding[];
  warnings: readonly Finding[];
  notices: readonly Finding[];
}

/**
 * Sentences about what addons-linter finds and nobody has accepted, and about what is accepted and no longer
 * found: each finding is accepted once, in one file.
 */
export function storeFindings(report: LinterReport, accepted = acceptedFindings): string[] {
  const left = new Map(accepted.map((each) => [nameOf(each), each]));
  const found = [...report.errors, ...report.warnings, ...report.notices];
  const others = found.filter((finding) => !left.delete(nameOf({ ...finding, file: listed(finding.file) })));
  return [
    ...others.map(
      ({ code, message, file }) =>
        `${file ?? 'the extension'}: ${message} (${code}). Mend it, or accept it in accepted-findings.ts with a reason.`,
    ),
    ...[...left.values()].map(
      ({ code, message, file }) =>
        `${file}: "${message}" (${code}) is accepted and no longer found. Take it out of accepted-findings.ts.`,
    ),
  ];
}

const nameOf = ({ code, message, file }: Finding) => [code, message, file].join('\n');
const listed = (file: string | undefined) => (file === undefined ? undefined : (lineOf(file) ?? file));
