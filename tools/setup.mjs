// Makes a fresh clone able to run, and then runs it: `node tools/setup.mjs [--browser] [--peers] [--speech] [--then SCRIPT]`.
// Runs before node_modules exists and with any Node from 20 on, so it is plain JavaScript without dependencies.
//
// SCRIPT is started from here, with the Node of node_modules, and not after an `&&` of the npm script: that shell has
// looked up `node` already and remembers the system's own, older one.

import { spawn, spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './npm-dependencies.mjs';
import { installPackages, missingPackages } from './system-packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const neededNode = 24;

const flags = process.argv.slice(2);
const thenAt = flags.indexOf('--then');
const script = thenAt === -1 ? null : flags[thenAt + 1];

try {
  installDependencies(root);
  const node = currentNode();
  const missing = missingPackages({
    browser: flags.includes('--browser'),
    peers: flags.includes('--peers'),
    speech: flags.includes('--speech'),
  });
  if (missing.length > 0) installPackages(missing);
  if (script) run(node, [script, ...flags.slice(thenAt + 2)]);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/**
 * The Node of the npm package `node` or, where there is none for this machine, the running one if it is new
 * enough.
 */
function currentNode() {
  const own = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const found = [own, process.execPath].find((candidate) => majorVersion(candidate) >= neededNode);
  if (found) return found;
  throw new Error(
    `Node ${neededNode} is needed, this is ${process.version}, and the npm package \`node\` did not install its own:\n` +
      'npm was probably told not to run install scripts. Allow that one and run the command again:\n\n' +
      '    npm rebuild node --ignore-scripts=false --foreground-scripts',
  );
}

function majorVersion(node) {
  if (node === process.execPath) return Number(process.versions.node.split('.')[0]);
  const { stdout } = spawnSync(node, ['--version'], {
    encoding: 'utf8',
    timeout: 20_000,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Number(/^v(\d+)\./.exec(stdout ?? '')?.[1] ?? 0);
}

function run(node, args) {
  const bin = join(root, 'node_modules', '.bin');
  const child = spawn(node, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
    shell: process.platform === 'win32',
  });
  // From a terminal the child then gets Ctrl+C twice, which does no harm; from anywhere else it would not get
  // it at all.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm's shell dies of a signal without passing it on, and then this process has another parent.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 500).unref();
  child.on('error', (error) => {
    console.error(`\n${node} could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
