import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPeerProcess } from '../peers/peer-process.ts';
import type { Network } from './network.ts';

const PROGRAM = fileURLToPath(new URL('name_server.py', import.meta.url));

/** A name of the server; any other leads there as well. */
export const serverName = 'server.test';

/** A name server beside the others; what runs behind `browserSide` asks it and nobody else. */
export async function startNameServer({ browserSide, serverSide, serverHost }: Network) {
  const server = await startPeerProcess(['/usr/bin/python3', PROGRAM, serverHost], /^ready$/m, {
    within: serverSide,
  });
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-names-'));
  const resolver = join(folder, 'resolv.conf');
  await writeFile(resolver, `nameserver ${serverHost}\noptions timeout:1 attempts:2\n`);
  // `ip netns exec` gives its program a view of the file system of its own, so nobody else sees this.
  const asksIt = ['sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', resolver];
  return {
    browserSide: [...browserSide, ...asksIt],
    async [Symbol.asyncDispose](): Promise<void> {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
