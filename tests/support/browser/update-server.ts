import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBrowser } from '../../../tools/find-browser.mjs';
import { idOf } from './extension-id.ts';
import { writeBrowserPolicy } from './managed-policy.ts';

const run = promisify(execFile);

/**
 * Publishes an extension on loopback as an organisation does: packed and signed with a key of its own, and installed by a
 * policy in every browser that is started meanwhile (https://developer.chrome.com/docs/extensions/how-to/distribute/host-on-linux).
 * The policy also lets a debugger see what it has installed. A version is published as soon as it is packed.
 */
export async function startUpdateServer(extensionDir: string) {
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-update-'));
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyPath = join(folder, 'key.pem');
  await writeFile(keyPath, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const extensionId = idOf(publicKey.export({ type: 'spki', format: 'der' }));
  let published: { version: string; crx: Buffer } | null = null;

  const server = createServer(({ url = '' }, response) => {
    if (!published) {
      response.writeHead(404).end();
    } else if (url.startsWith('/updates.xml')) {
      response.setHeader('content-type', 'text/xml');
      response.end(`<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${extensionId}">
    <updatecheck codebase="${origin()}/${published.version}.crx" version="${published.version}" />
  </app>
</gupdate>`);
    } else {
      response.setHeader('content-type', 'application/x-chrome-extension');
      response.end(published.crx);
    }
  });
  const origin = () => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const removePolicy = await writeBrowserPolicy(extensionId, {
    // The value 1 permits developer tools for extensions that a policy has installed.
    DeveloperToolsAvailability: 1,
    ExtensionSettings: {
      [extensionId]: {
        installation_mode: 'force_installed',
        update_url: `${origin()}/updates.xml`,
        override_update_url: true,
      },
    },
  });

  return {
    extensionId,

    /** Publishes the same build under another version. */
    async publish(version: string): Promise<void> {
      const unpacked = join(folder, version);
      await cp(extensionDir, unpacked, { recursive: true });
      const manifestPath = join(unpacked, 'manifest.json');
      const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as object;
      await writeFile(manifestPath, JSON.stringify({ ...manifest, version }));
      await run(findBrowser() ?? '', [
        '--headless=new',
        '--disable-gpu',
        `--user-data-dir=${join(folder, 'packing')}`,
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        `--pack-extension=${unpacked}`,
        `--pack-extension-key=${keyPath}`,
      ]);
      published = { version, crx: await readFile(`${unpacked}.crx`) };
    },

    async stop(): Promise<void> {
      await removePolicy();
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
