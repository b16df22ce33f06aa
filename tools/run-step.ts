import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a command of node_modules/.bin or npm in the project's folder, with its output passed through, without
 * input, and with `env` added to this process's environment. Resolves with whether it succeeded. A signal
 * ends the command, and then this process.
 */
export async function runStep(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  const received: NodeJS.Signals[] = [];
  const interrupt = (signal: NodeJS.Signals) => {
    received.push(signal);
    child.kill(signal);
  };
  process.on('SIGTERM', interrupt);
  process.on('SIGINT', interrupt);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    if (received.length > 0) process.exit(1);
    return code === 0;
  } catch (error) {
    console.error(`${command} could not be started: ${String(error)}`);
    return false;
  } finally {
    process.off('SIGTERM', interrupt);
    process.off('SIGINT', interrupt);
  }
}
