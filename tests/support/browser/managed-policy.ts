import { accessSync, constants, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBrowser, isBrandedChrome } from '../../../tools/find-browser.mjs';
import { extensionId } from './extension-id.ts';

/** Writes an administrator's policy for the extension. Returns a function that removes it. */
export async function writePolicy(extensionDir: string, policy: object): Promise<() => Promise<void>> {
  const id = await extensionId(extensionDir);
  return writeBrowserPolicy(id, { '3rdparty': { extensions: { [id]: policy } } });
}

/**
 * Writes an administrator's policy for the browser into a file of its own, which a browser reads at its
 * start. Returns a function that removes it.
 *
 * @throws in a test beside which other browsers run, because they would read it too
 */
export async function writeBrowserPolicy(name: string, policy: object): Promise<() => Promise<void>> {
  if (process.env['VITEST'] && !process.env['STEADYMIC_ALONE'])
    throw new Error('Every browser of the machine obeys a policy: name this file in vitest.config.ts.');
  removeOrphans();
  const path = join(policyFolder(), `steadymic-test-${name}-${String(process.pid)}.json`);
  await writeFile(path, JSON.stringify(policy));
  return () => rm(path, { force: true });
}

/**
 * Removes policies that a killed run has left: a browser obeys only one of two policies that name extensions.
 */
function removeOrphans(): void {
  const folder = policyFolder();
  for (const file of readdirSync(folder)) {
    const pid = /^steadymic-test-.*-(\d+)\.json$/.exec(file)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, file), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Why no policy can be written on this machine; null where it can. */
export function whyNoPolicy(): string | null {
  if (process.platform !== 'linux') return 'a browser reads policies from files only on Linux';
  const folder = policyFolder();
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return null;
  } catch {
    return `${folder} can be written by root alone`;
  }
}

function policyFolder(): string {
  const browser = findBrowser() ?? '';
  return isBrandedChrome(browser) ? '/etc/opt/chrome/policies/managed' : '/etc/chromium/policies/managed';
}
