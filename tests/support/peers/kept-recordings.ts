import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Wav } from '../wav.ts';

/** Samples per second of what is kept: 16 bits, mono. */
const sampleRate = 48_000;

/** The name of a new file in a folder of what is received: names are in the order of their beginnings. */
export function newKeptFile(folder: string): string {
  return join(folder, `${String(Date.now())}.pcm`);
}

/**
 * What was received in a folder, each connection in a sound of its own and in the order in which they began. It is there also when
 * the process that received it was killed.
 */
export async function readKept(folder: string): Promise<Wav[]> {
  const names = (await readdir(folder)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(folder, name));
      const whole = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1);
      return { sampleRate, samples: Float32Array.from(whole, (sample) => sample / 0x8000) };
    }),
  );
}
