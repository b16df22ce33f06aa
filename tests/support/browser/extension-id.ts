import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The id that Chromium gives to an unpacked extension, known before any browser has started: the first 16 bytes of a
 * SHA-256 of the manifest's `key` or, without one, of the folder's path; each hexadecimal digit as a letter from a to p.
 */
export async function extensionId(extensionDir: string): Promise<string> {
  const folder = await realpath(extensionDir);
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as { key?: string };
  const identity = manifest.key === undefined ? Buffer.from(folder) : Buffer.from(manifest.key, 'base64');
  return idOf(identity);
}

/** The id of an extension with this identity: a public key (DER), or a path. */
export function idOf(identity: Buffer): string {
  const digits = createHash('sha256').update(identity).digest('hex').slice(0, 32);
  return digits.replace(/./g, (digit) => String.fromCharCode('a'.charCodeAt(0) + parseInt(digit, 16)));
}
