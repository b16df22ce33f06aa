import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CannotRun } from '../../tests/support/cannot-run.ts';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a program of the project, and shows its output only when it fails.
 *
 * @throws CannotRun with the end of the output
 */
export async function runQuietly(program: string, args: readonly string[]): Promise<void> {
  try {
    await run(program, args, { cwd, timeout: 120_000, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    throw new CannotRun(`${program} ${args.join(' ')} failed:\n${String(error).slice(-2000)}`);
  }
}
