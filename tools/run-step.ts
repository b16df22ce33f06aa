import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface StepOptions {
  /** Variables that are added to this process's environment. */
  env?: Readonly<Record<string, string>>;
  /** Takes the output when the command has ended, so that commands can run side by side. Default: it is passed through. */
  onOutput?: (output: string) => void;
}

/**
 * Runs a command of node_modules/.bin or npm in the project's folder, without input. Resolves with whether it succeeded. A
 * signal ends the command, and then this process.
 */
export async function runStep(
  command: string,
  args: readonly string[],
  { env = {}, onOutput }: StepOptions = {},
): Promise<boolean> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', onOutput ? 'pipe' : 'inherit', onOutput ? 'pipe' : 'inherit'],
    shell: process.platform === 'win32',
  });
  const pieces: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece));
  }
  const received: NodeJS.Signals[] = [];
  const interrupt = (signal: NodeJS.Signals) => {
    received.push(signal);
    child.kill(signal);
  };
  process.on('SIGTERM', interrupt);
  process.on('SIGINT', interrupt);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (received.length > 0) process.exit(1);
    return code === 0;
  } catch (error) {
    console.error(`${command} could not be started: ${String(error)}`);
    return false;
  } finally {
    process.off('SIGTERM', interrupt);
    process.off('SIGINT', interrupt);
    onOutput?.(pieces.join(''));
  }
}
