import { describe, expect, it } from 'vitest';
import { releaseRefusals, type ReleaseState } from '../../../tools/release/refusals.ts';

const ready: ReleaseState = {
  changedFiles: [],
  version: '0.2.0',
  lockedVersion: '0.2.0',
  changelog:
    '# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2026-12-01\n\n- It speaks.\n\n## 0.1.0 - 2026-11-01\n\n- It is there.\n',
  taggedCommit: null,
  commit: 'a'.repeat(40),
};

describe('a release', () => {
  it('is made of a clean tree whose version has its section in the changelog', () => {
    expect(releaseRefusals(ready)).toEqual([]);
  });

  it('is made once more of the commit that has the tag', () => {
    expect(releaseRefusals({ ...ready, taggedCommit: ready.commit })).toEqual([]);
  });

  it.each<[string, Partial<ReleaseState>, RegExp]>([
    ['a changed file', { changedFiles: [' M utils/browser.ts'] }, /utils\/browser\.ts/],
    ['a file that git does not know', { changedFiles: ['?? notes.txt'] }, /notes\.txt/],
    ['a version without a section', { version: '0.3.0', lockedVersion: '0.3.0' }, /no section "## 0\.3\.0/],
    [
      'a version that only begins like one with a section',
      { version: '0.2.01', lockedVersion: '0.2.01' },
      /three numbers/,
    ],
    ['a section without a day', { changelog: '## 0.2.0\n\n- It speaks.' }, /no text or no day/],
    [
      'a section without text',
      { changelog: '## 0.2.0 - 2026-12-01\n\n## 0.1.0 - 2026-11-01\n\n- x' },
      /no text or no day/,
    ],
    [
      'a version that is named in another section only',
      { changelog: '## Unreleased\n\n- Not in 0.2.0.' },
      /no section/,
    ],
    [
      'a lock file of another version',
      { lockedVersion: '0.1.0' },
      /package-lock\.json has the version 0\.1\.0/,
    ],
    ['a preliminary version, which stores refuse', { version: '0.2.0-beta.1' }, /three numbers/],
    ['a number that is too great for a store', { version: '0.2.65536' }, /up to 65535/],
    ['a tag on another commit', { taggedCommit: 'b'.repeat(40) }, /tag of another commit/],
  ])('is refused with %s', (_, differs, sentence) => {
    expect(releaseRefusals({ ...ready, ...differs }).join('\n')).toMatch(sentence);
  });
});
