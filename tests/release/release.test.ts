import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseFiles } from '../../tools/release/release-folder.ts';
import { stores } from '../../tools/release/store-keys.ts';
import { zipEntries } from '../../tools/release/zip-entries.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const names = releaseFiles(version);

const folder = mkdtempSync(join(tmpdir(), 'steadymic-releases-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Vitest sets a variable that other programs would believe. */
const { NODE_ENV: _ofVitest, ...withoutVitest } = process.env;

function run(cwd: string, command: string, args: readonly string[], env: Record<string, string> = {}) {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...withoutVitest, ...env },
    maxBuffer: 256 * 1024 * 1024,
  });
}

/** Gives every file of a folder the time of its last change, in seconds since 1970. */
function setTimes(cwd: string, seconds: number): void {
  for (const path of globSync('**/*', { cwd, exclude: ['node_modules'] })) {
    utimesSync(join(cwd, path), seconds, seconds);
  }
}

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

interface Release {
  clone: string;
  sums: string;
  printed: string;
}

/** A release made from a fresh clone, with nothing but git, Node and the lock file. */
function release(name: string, seconds: number, env: Record<string, string>): Release {
  const clone = join(folder, name);
  run(folder, 'git', ['clone', '--quiet', root, clone]);
  setTimes(clone, seconds);
  const printed = run(clone, 'npm', ['run', '--silent', 'release', '--', '--dry-run'], env);
  const sums = readFileSync(join(clone, '.output', 'release', names.sums), 'utf8');
  return { clone, sums, printed };
}

describe('a release made twice, from fresh clones in two folders, on two days and in two environments', () => {
  let first: Release;
  let second: Release;
  const fileOf = ({ clone }: Release, name: string) => join(clone, '.output', 'release', name);

  beforeAll(() => {
    first = release('one', 1_000_000_000, { TZ: 'Asia/Tokyo', LANG: 'ja_JP.UTF-8', NODE_ENV: 'development' });
    second = release('a folder/two', 1_700_000_000, { TZ: 'America/New_York', LANG: 'C' });
  });

  it('has the same digest of each file', () => {
    expect(second.sums).toBe(first.sums);
    expect(first.sums.trim().split('\n')).toHaveLength(3);
    for (const line of first.sums.trim().split('\n')) {
      const [sum = '', name = ''] = line.split('  ');
      expect(digest(fileOf(second, name)), name).toBe(sum);
    }
  });

  it('prints what is left to a person', () => {
    expect(first.printed).toContain('[ ] ');
    expect(first.printed).toContain(`git tag -a v${version}`);
  });

  it('lists in its bill of materials each package of which code ships, with its digest and its licence', () => {
    const bill = JSON.parse(readFileSync(fileOf(first, names.bill), 'utf8')) as {
      bomFormat: string;
      components: { name: string; hashes: unknown[]; licenses: unknown[] }[];
    };
    const entries = zipEntries(readFileSync(fileOf(first, names.extension)));
    const licences = entries.find(({ name }) => name === 'licences.txt')?.content.toString('utf8');
    expect(bill.bomFormat).toBe('CycloneDX');
    const components = bill.components.map(({ name }) => name);
    expect(components).toEqual(
      expect.arrayContaining(['@vue/runtime-dom', 'dexie', 'valibot', 'webextension-polyfill']),
    );
    expect(components).not.toContain('typescript');
    for (const { name, hashes, licenses } of bill.components) {
      expect(licences, name).toContain(`${name} `);
      expect(hashes, name).toHaveLength(1);
      expect(licenses, name).toHaveLength(1);
    }
  });

  it('is the archive that a reviewer builds from the sources of the release', () => {
    const sources = join(folder, 'reviewed');
    for (const { name, content } of zipEntries(readFileSync(fileOf(first, names.sources)))) {
      const path = join(sources, name);
      mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
      if (!name.endsWith('/')) writeFileSync(path, content);
    }
    run(sources, 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    run(sources, 'npm', ['run', '--silent', 'zip']);
    const [built = ''] = globSync('.output/*.zip', { cwd: sources });
    expect(digest(join(sources, built))).toBe(digest(fileOf(first, names.extension)));
  });

  it('is refused in a tree with a change that is in no commit, and says which file has it', () => {
    run(first.clone, 'sh', ['-c', 'echo >> LICENSE']);
    expect(() => run(first.clone, 'npm', ['run', '--silent', 'release'])).toThrow(/LICENSE/);
  });
});

describe('the archive of a release', () => {
  it('is sent to nobody without keys, and what is missing is named', () => {
    const env = Object.fromEntries(stores.flatMap(({ keys }) => keys.flat()).map((name) => [name, '']));
    const printed = run(root, process.execPath, ['tools/release/submit.ts'], env);
    expect(printed).toContain('nothing is sent');
    for (const name of Object.keys(env)) expect(printed).toContain(name);
  });
});
