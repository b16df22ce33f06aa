import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { startPeerProcess } from '../peer-process.ts';
import { janusConfig } from './config.ts';
import { publishAt } from './publisher.ts';

/**
 * Starts Debian's Janus, whose HTTP API listens on this address; its media is bound to every address but
 * those of loopback.
 */
export async function startJanus(host: string) {
  const port = await freePort(host);
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-janus-'));
  const remove = () => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  try {
    for (const [name, text] of Object.entries(janusConfig({ host, port })))
      await writeFile(join(folder, name), text);
    const command = ['janus', `--configs-folder=${folder}`, '--disable-colors'] as const;
    const child = await startPeerProcess(command, /HTTP webserver started/);
    const api = `http://${host}:${String(port)}/janus`;
    return {
      publish: (offer: string) => publishAt(api, offer),
      /** Kills Janus without closing any connection. */
      kill: async (): Promise<void> => {
        await child.kill();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
