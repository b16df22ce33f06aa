import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { CannotRun } from '../cannot-run.ts';

const run = promisify(execFile);
const limits = { timeout: 10_000 };

/**
 * The prefix of names, which end with the process that made them, so that what a killed run left behind is
 * recognised.
 */
const PREFIX = 'steadymic';

export type Namespace = ReturnType<typeof namespaceOf>;

/**
 * Creates network namespaces, one for each machine, without IPv6, connected only by the wires between them.
 * They are removed when disposed of, at the end of this process, or by the next run after one that was
 * killed.
 *
 * @throws CannotRun where this system does not allow it
 */
export async function createNamespaces<Name extends string>(names: readonly Name[]) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new CannotRun(
      'it makes network namespaces and reads packets off the wire, which needs Linux and root',
    );
  }
  const fullNames = names.map((name) => `${PREFIX}-${name}-${String(process.pid)}`);
  const removeAll = () => fullNames.forEach(remove);
  const dispose = () => {
    process.off('exit', removeAll);
    removeAll();
  };
  process.once('exit', removeAll);
  try {
    removeLeftovers();
    for (const name of fullNames) {
      await ip('netns', 'add', name);
      const { within } = namespaceOf(name);
      await execWithin(within, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1');
      await ip('-n', name, 'link', 'set', 'lo', 'up');
    }
  } catch (error) {
    dispose();
    throw new CannotRun(`its network namespaces could not be made (${String(error)})`);
  }
  return {
    /** The namespace of this name. */
    get: (name: Name) => namespaceOf(fullNames[names.indexOf(name)] ?? ''),
    [Symbol.dispose]: dispose,
  };
}

function namespaceOf(name: string) {
  const within = ['ip', 'netns', 'exec', name];
  return {
    name,
    /** The command that enters the namespace, before the command to run in it. */
    within: within as readonly string[],
    /** Runs `ip` commands in the namespace, one after the other. */
    async ip(...commands: readonly string[]): Promise<void> {
      for (const command of commands) await ip('-n', name, ...command.split(' '));
    },
    /** Runs `nft` commands in the namespace, as one transaction. */
    nft: (...commands: readonly string[]) => execWithin(within, 'nft', commands.join('; ')),
    /** Runs a program in the namespace, and resolves with its output. */
    exec: (...command: readonly string[]) => execWithin(within, ...command),
  };
}

/** One end of a link between two namespaces. */
export interface End {
  namespace: Namespace;
  /** The name of the end's device. */
  device: string;
}

/** Joins two namespaces by a virtual wire without delay. */
export async function joinByWire(one: End, other: End): Promise<void> {
  const peer = ['peer', 'name', other.device, 'netns', other.namespace.name];
  await ip('-n', one.namespace.name, 'link', 'add', one.device, 'type', 'veth', ...peer);
}

async function execWithin(within: readonly string[], ...command: readonly string[]): Promise<string> {
  const [program = '', ...args] = [...within, ...command];
  const { stdout } = await run(program, args, limits);
  return stdout;
}

async function ip(...args: readonly string[]): Promise<void> {
  await run('ip', args, limits);
}

function removeLeftovers(): void {
  const list = execFileSync('ip', ['netns', 'list'], { ...limits, encoding: 'utf8' });
  for (const [name, maker] of list.matchAll(new RegExp(`^${PREFIX}-[\\w-]+-(\\d+)`, 'gm'))) {
    if (!isRunning(Number(maker))) remove(name);
  }
}

function remove(name: string): void {
  try {
    execFileSync('ip', ['netns', 'delete', name], { ...limits, stdio: 'ignore' });
  } catch {
    // The namespace was never created, or is removed already.
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
