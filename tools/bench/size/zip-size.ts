import { glob, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannotRun } from '../../../tests/support/cannot-run.ts';
import type { Measurement } from '../measurement.ts';
import { runQuietly } from '../run-quietly.ts';

const PROGRAM = fileURLToPath(new URL('zip.ts', import.meta.url));

/** The size of the archive for the extension store, built again in a folder of its own. */
export async function measureZip(): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-bench-zip-'));
  try {
    await runQuietly(process.execPath, [PROGRAM, folder]);
    const [archive] = await Array.fromAsync(glob('*.zip', { cwd: folder }));
    if (archive === undefined) throw new CannotRun('no archive was made');
    const { size } = await stat(join(folder, archive));
    return { value: size / 1000, details: [`${String(size)} bytes`] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
