import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPeerProcess } from '../peers/peer-process.ts';
import type { Network } from './network.ts';

const PROGRAM = fileURLToPath(new URL('name_server.py', import.meta.url));

/** The server's name; any other name leads there as well. */
export const serverName = 'server.test';

/** Starts a name server; programs behind `browserSide` ask only this one. */
export async function startNameServer({ browserSide, serverSide, serverHost }: Network) {
  const server = await startPeerProcess(['/usr/bin/python3', PROGRAM, serverHost], /^ready$/m, {
    within: serverSide,
  });
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-names-'));
  const resolver = join(folder, 'resolv.conf');
  await writeFile(resolver, `nameserver ${serverHost}\noptions timeout:1 attempts:2\n`);
  // `ip netns exec` gives its program its own view of the file system, so no other program sees the change.
  const asksIt = ['sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', resolver];
  return {
    browserSide: [...browserSide, ...asksIt],
    async [Symbol.asyncDispose](): Promise<void> {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
