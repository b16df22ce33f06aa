import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { waitFor } from './wait-for.ts';

const run = promisify(execFile);

export type Display = Awaited<ReturnType<typeof startDisplay>>;

/** Starts a virtual screen (Xvfb), for prompts that a browser shows only on a screen. */
export async function startDisplay() {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const exited = once(server, 'exit');
  let announced = '';
  (server.stdio[3] as Readable).on('data', (text: Buffer) => (announced += text.toString()));
  async function close(): Promise<void> {
    server.kill();
    await exited;
  }
  try {
    await waitFor('Xvfb to say its display', () => announced.endsWith('\n'));
  } catch (error) {
    await close();
    throw error;
  }
  const env = { DISPLAY: `:${announced.trim()}` };

  return {
    /** Environment variables for the browser. */
    env,
    /** Types keys by their X names, e.g. `Tab`, `Return`, as a person would. */
    async press(...keys: readonly string[]): Promise<void> {
      await run('xdotool', ['key', '--delay', '60', ...keys], {
        env: { ...process.env, ...env },
        timeout: 10_000,
      });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
