import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReleaseState } from './refusals.ts';

const root = new URL('../..', import.meta.url);

const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** @throws Error where the folder is no clone, or git is missing */
export function readState(): ReleaseState {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const lock = JSON.parse(read('package-lock.json')) as { version: string };
  return {
    changedFiles: git('status', '--porcelain').split('\n').filter(Boolean),
    version,
    lockedVersion: lock.version,
    changelog: read('CHANGELOG.md'),
    // A name that does not exist gives no line.
    taggedCommit:
      git('for-each-ref', '--format=%(*objectname)%(objectname)', `refs/tags/v${version}`).slice(0, 40) ||
      null,
    commit: git('rev-parse', 'HEAD').trim(),
  };
}

function git(...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
  });
  if (status === 0) return stdout;
  throw new Error(`git ${args.join(' ')} failed: ${error?.message ?? stderr}`);
}
