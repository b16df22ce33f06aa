import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CannotRun } from '../cannot-run.ts';
import { startPeerProcess } from '../../support/peers/peer-process.ts';

const run = promisify(execFile);
const limits = { timeout: 10_000 };
const DELAY = fileURLToPath(new URL('delay.py', import.meta.url));

/** Names end in the process that made them, so that what a killed run left behind is known as such. */
const PREFIX = 'steadymic-bench';
/** From the range that is set aside for benchmarks (RFC 2544). */
const BROWSER = '198.18.0.2/24';
const GATEWAY = '198.18.0.1/24';
const ROUTER = '198.19.0.1/24';
const SERVER = '198.19.0.2/24';

export type Network = Awaited<ReturnType<typeof createNetwork>>;

/**
 * Three machines, each a network namespace: the browser's, a router that translates its address (NAT), the server's.
 * @param roundTripMs between router and server: 0 joins them directly, otherwise every packet is late by half of it
 * @throws CannotRun where that needs more than this system allows
 */
export async function createNetwork(roundTripMs: number) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new CannotRun(
      'it makes network namespaces and reads packets off the wire, which needs Linux and root',
    );
  }
  removeLeftovers();
  const [browser, router, server] = ['browser', 'router', 'server'].map(
    (side) => `${PREFIX}-${side}-${String(process.pid)}`,
  ) as [string, string, string];
  const stack = new AsyncDisposableStack();
  const removeAll = () => [browser, router, server].forEach(remove);
  process.once('exit', removeAll);
  stack.defer(() => {
    process.off('exit', removeAll);
    removeAll();
  });
  try {
    for (const name of [browser, router, server]) await ip('netns', 'add', name);
    await ip('-n', browser, 'link', 'set', 'lo', 'up');
    await join(browser, router, 'home0');
    if (roundTripMs === 0) await join(router, server, 'net0');
    else stack.defer(await joinWithDelay(router, server, 'net0', roundTripMs / 2));
    await setUp(browser, 'home0', BROWSER);
    await setUp(router, 'home0', GATEWAY);
    await setUp(router, 'net0', ROUTER);
    await setUp(server, 'net0', SERVER);
    await ip('-n', browser, 'route', 'add', 'default', 'via', hostOf(GATEWAY));
    await translateAddresses(router);
  } catch (error) {
    await stack.disposeAsync();
    throw new CannotRun(`its network namespaces could not be made (${String(error)})`);
  }
  return {
    /** Words before a command that is to run on the browser's side. */
    browserSide: within(browser),
    serverSide: within(server),
    serverHost: hostOf(SERVER),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function within(name: string): string[] {
  return ['ip', 'netns', 'exec', name];
}

function hostOf(address: string): string {
  return address.split('/')[0] ?? '';
}

async function join(one: string, other: string, device: string): Promise<void> {
  await ip('-n', one, 'link', 'add', device, 'type', 'veth', 'peer', 'name', device, 'netns', other);
}

async function joinWithDelay(
  one: string,
  other: string,
  device: string,
  oneWayMs: number,
): Promise<() => Promise<void>> {
  const command = ['/usr/bin/python3', DELAY, device, String(oneWayMs), one, other] as const;
  const delay = await startPeerProcess([...command], /^ready$/m);
  return delay.kill;
}

async function setUp(name: string, device: string, address: string): Promise<void> {
  await ip('-n', name, 'addr', 'add', address, 'dev', device);
  await ip('-n', name, 'link', 'set', device, 'up');
}

/** What a home router does: many inside, one address outside, and nothing comes in that was not asked for. */
async function translateAddresses(name: string): Promise<void> {
  const rules = ['add table ip nat', 'add chain ip nat out { type nat hook postrouting priority 100; }'];
  rules.push('add rule ip nat out oifname net0 masquerade');
  await run('ip', ['netns', 'exec', name, 'sysctl', '-qw', 'net.ipv4.ip_forward=1'], limits);
  await run('ip', ['netns', 'exec', name, 'nft', rules.join('; ')], limits);
}

async function ip(...args: readonly string[]): Promise<void> {
  await run('ip', args, limits);
}

function removeLeftovers(): void {
  const list = execFileSync('ip', ['netns', 'list'], { ...limits, encoding: 'utf8' });
  for (const [name, maker] of list.matchAll(new RegExp(`^${PREFIX}-\\w+-(\\d+)`, 'gm'))) {
    if (!isRunning(Number(maker))) remove(name);
  }
}

function remove(name: string): void {
  try {
    execFileSync('ip', ['netns', 'delete', name], { ...limits, stdio: 'ignore' });
  } catch {
    // It was never made, or is gone already.
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
