import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commentedFiles, commentProblems } from '../support/architecture/comment-beginnings.ts';

it('every comment begins with what it is about, so that it is understood alone', () => {
  const paths = globSync(commentedFiles).map((path) => path.replaceAll('\\', '/'));
  expect(paths).toEqual(expect.arrayContaining(['vitest.config.ts', 'tests/tooling/comments.test.ts']));
  expect(paths.flatMap((path) => commentProblems(path, readFileSync(path, 'utf8')))).toEqual([]);
});

it.each([
  ['/** Of the line in use. */', false],
  ['  // Who has muted is not asked.', false],
  ['/**\n * Whatever its end throws, it is over.\n */', false],
  ['/* As every browser has it. */', false],
  ['<!-- Not here. -->', false],
  ['/** The same of a package. */', false],
  ['/** The last line in use. */', true],
  ['/** As long as the session runs. */', true],
  ['/** The same file can be chosen again. */', true],
  ['// A server may refuse that.\n// Not every one does.', true],
  ['/**\n * A server may refuse that.\n * Not every one does.\n */', true],
  ["const text = 'Not a comment.';", true],
])('a file with the comment %j passes: %s', (text, passes) => {
  expect(commentProblems('utils/x.ts', text)).toHaveLength(passes ? 0 : 1);
});
