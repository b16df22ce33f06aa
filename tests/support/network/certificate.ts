import { execFile } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type Certificate = Awaited<ReturnType<typeof createCertificate>>;

/** Creates a self-signed certificate for a server at `host`; its files are removed when disposed of. */
export async function createCertificate(host: string) {
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-certificate-'));
  const certificateFile = join(folder, 'certificate.pem');
  const keyFile = join(folder, 'key.pem');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=IP:${host}`, '-days', '2'];
  await run('openssl', ['req', '-x509', ...key, '-out', certificateFile, ...subject], { timeout: 20_000 });
  const { publicKey } = new X509Certificate(await readFile(certificateFile));
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return {
    certificateFile,
    keyFile,
    /** The key's hash, for Chromium's `--ignore-certificate-errors-spki-list`. */
    spki: createHash('sha256').update(der).digest('base64'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
