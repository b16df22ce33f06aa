import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const installDeadlineMs = 15 * 60_000;

/**
 * Installs what package-lock.json names, unless exactly that is installed already.
 *
 * @throws when npm fails, with what to do
 */
export function installDependencies(root) {
  if (areInstalled(root)) return;
  console.log('Installing the npm dependencies ...');
  const npm = process.env['npm_execpath'];
  const [command, ...before] = npm ? [process.execPath, npm] : ['npm'];
  const { status, error } = spawnSync(
    command,
    [...before, 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: installDeadlineMs,
      shell: process.platform === 'win32' && !npm,
    },
  );
  if (status === 0 && areInstalled(root)) return;
  throw new Error(
    `The npm dependencies could not be installed${error ? ` (${error.message})` : ''}: see npm's own words above.\n` +
      'When they are solved, run the command again.',
  );
}

/**
 * Whether the packages are installed, by the lock file that npm leaves; optional packages for other machines
 * are not in it.
 */
function areInstalled(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (installed[path]?.version ?? (optional && version)) === version,
  );
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return null;
  }
}
