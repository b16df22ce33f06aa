import type { ChildProcess } from 'node:child_process';

const GENTLE_MS = 3000;

/**
 * Asks a process to end, and kills it where it has not ended after 3 s; settles with `ended`, when the
 * process has ended.
 */
export async function endGently(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const impatience = setTimeout(() => child.kill('SIGKILL'), GENTLE_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(impatience);
}

/** Calls `stop` when the signal is aborted, unless the process has ended before. */
export function stopOnAbort(
  signal: AbortSignal | undefined,
  stop: () => Promise<void>,
  ended: Promise<void>,
): void {
  const abort = () => void stop();
  signal?.addEventListener('abort', abort, { once: true });
  void ended.then(() => signal?.removeEventListener('abort', abort));
}
