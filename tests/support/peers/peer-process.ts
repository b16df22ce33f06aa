import { spawn, type ChildProcess } from 'node:child_process';
import { endGently, stopOnAbort } from './end-gently.ts';

export interface PeerProcess {
  readonly pid: number;
  /** The match of the expression for the ready line. */
  readonly ready: RegExpMatchArray;
  /** All output so far, of both streams. */
  readonly log: () => string;
  readonly running: () => boolean;
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;
  /** Writes a line to its standard input. */
  readonly tell: (line: string) => void;
  /** Ends the process gently: closes its standard input and terminates it, and kills it after 3 s. */
  readonly stop: () => Promise<void>;
  /** Kills the process, so that it closes no connection. */
  readonly kill: () => Promise<void>;
}

export interface PeerProcessOptions {
  /** Ends the process gently when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** A command before the program, such as one that enters a network namespace. */
  readonly within?: readonly string[] | undefined;
  /** Told all output as it comes. */
  readonly onLog?: ((text: string) => void) | undefined;
}

const READY_WITHIN_MS = 60_000;
const LONGEST_LOG = 10_000_000;

/**
 * Starts a program and waits for the line by which it says that it is ready. Linux kills it when this process dies
 * (`setpriv --pdeathsig`), so no test run leaves one behind. Throws when it ends first or is not ready in time.
 */
export async function startPeerProcess(
  command: readonly [string, ...string[]],
  readyLine: RegExp,
  { signal, within = [], onLog }: PeerProcessOptions = {},
): Promise<PeerProcess> {
  signal?.throwIfAborted();
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...within, ...command], { stdio: 'pipe' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let log = '';
  const logged = (text: string) => {
    log = (log + text).slice(-LONGEST_LOG);
    onLog?.(text);
  };
  child.stdout.setEncoding('utf8').on('data', logged);
  child.stderr.setEncoding('utf8').on('data', logged);
  child.stdin.on('error', () => undefined);

  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const stop = async () => {
    child.stdin.end();
    await endGently(child, ended);
  };
  stopOnAbort(signal, stop, ended);
  try {
    const ready = await readyOf(child, readyLine, () => log);
    const tell = (line: string) => void child.stdin.write(`${line}\n`);
    const running = () => isRunning(child);
    return { pid: child.pid ?? 0, ready, log: () => log, running, ended, tell, stop, kill };
  } catch (error) {
    if (isRunning(child)) await kill();
    throw error;
  }
}

function readyOf(child: ChildProcess, readyLine: RegExp, log: () => string): Promise<RegExpMatchArray> {
  const { promise, resolve, reject } = Promise.withResolvers<RegExpMatchArray>();
  const failed = (why: string) => {
    reject(new Error(`${child.spawnargs.slice(4).join(' ')} ${why}. It said:\n${log().slice(-2000)}`));
  };
  const look = () => {
    const ready = log().match(readyLine);
    if (ready) resolve(ready);
  };
  child.stdout?.on('data', look);
  child.stderr?.on('data', look);
  child.once('error', (error) => failed(`did not start (${error.message})`));
  child.once('close', () => failed('ended before it was ready'));
  const deadline = setTimeout(
    () => failed(`was not ready within ${String(READY_WITHIN_MS)} ms`),
    READY_WITHIN_MS,
  );
  return promise.finally(() => {
    clearTimeout(deadline);
    child.stdout?.off('data', look);
    child.stderr?.off('data', look);
  });
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
