import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setCredentials } from './store-keys.ts';
import type { Maker } from './zip-findings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The machine that this process runs on. */
export function makerHere(): Maker {
  return { folders: [root.replace(/[/\\]$/, ''), homedir()], secrets: setCredentials(process.env) };
}
