import { changelogSections } from './changelog.ts';

/** What a release is made of, as it lies in the folder. */
export interface ReleaseState {
  /** `git status --porcelain`: a line for each file that differs from the commit. */
  changedFiles: readonly string[];
  version: string;
  /** The version in package-lock.json. */
  lockedVersion: string;
  changelog: string;
  /** The commit that the tag of this version names; null where there is no such tag. */
  taggedCommit: string | null;
  commit: string;
}

/** MAJOR.MINOR.PATCH (semver.org); a store takes no other, and each number only up to 65535. */
const semantic = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;
const greatestPart = 65_535;

/** Sentences about why no release is made of this state; none where one may be made. */
export function releaseRefusals(state: ReleaseState): string[] {
  const { changedFiles, version, lockedVersion, changelog, taggedCommit, commit } = state;
  const section = changelogSections(changelog).find((each) => each.version === version);
  const isSemantic =
    semantic.test(version) && version.split('.').every((part) => Number(part) <= greatestPart);
  return [
    ...sentence(
      changedFiles.length > 0,
      `The tree has changes that are in no commit: ${changedFiles.map((line) => line.slice(3)).join(', ')}. Commit them, or take them away.`,
    ),
    ...sentence(
      !isSemantic,
      `package.json has the version ${version}. Stores take three numbers, each up to ${greatestPart}, such as 0.2.0.`,
    ),
    ...sentence(
      lockedVersion !== version,
      `package-lock.json has the version ${lockedVersion}, package.json ${version}. Run npm install.`,
    ),
    ...sentence(
      section === undefined,
      `CHANGELOG.md has no section "## ${version} - YYYY-MM-DD". Say there, in the words of users, what is new.`,
    ),
    ...sentence(
      section !== undefined && (section.text === '' || section.day === ''),
      `The section of ${version} in CHANGELOG.md has no text or no day: "## ${version} - YYYY-MM-DD".`,
    ),
    ...sentence(
      taggedCommit !== null && taggedCommit !== commit,
      `v${version} is the tag of another commit, so this version is out already. Choose the next one in package.json.`,
    ),
  ];
}

const sentence = (applies: boolean, text: string) => (applies ? [text] : []);
