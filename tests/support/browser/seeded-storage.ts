import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes what an extension has in `chrome.storage.local` into a profile that has never been used by it: a LevelDB of one
 * log, whose keys are the names of the items and whose values are their JSON (measured with Chromium 156). Does nothing where
 * the profile has a storage of the extension already.
 */
export async function seedStorage(
  profileDir: string,
  extensionId: string,
  items: Readonly<Record<string, unknown>>,
): Promise<void> {
  const parent = join(profileDir, 'Default', 'Local Extension Settings');
  await mkdir(parent, { recursive: true });
  const folder = join(parent, extensionId);
  try {
    await mkdir(folder);
  } catch {
    return;
  }
  const manifest = 'MANIFEST-000001';
  await Promise.all([
    writeFile(join(folder, 'CURRENT'), `${manifest}\n`),
    writeFile(join(folder, manifest), logRecord(newDatabase)),
    writeFile(join(folder, '000003.log'), logRecord(writeBatch(items))),
  ]);
}

const comparator = 'leveldb.BytewiseComparator';
/** The edit that begins a database: its comparator, log number 0, next file number 2, last sequence 0 (db/version_edit.cc). */
const newDatabase = Buffer.from([1, comparator.length, ...Buffer.from(comparator), 2, 0, 3, 2, 4, 0]);

/** A batch of writes: the sequence number 1, how many there are, and each as type 1 with key and value (db/write_batch.cc). */
function writeBatch(items: Readonly<Record<string, unknown>>): Buffer {
  const entries = Object.entries(items);
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(1n);
  head.writeUInt32LE(entries.length, 8);
  const puts = entries.map(([key, value]) =>
    Buffer.concat([Buffer.from([1]), withLength(key), withLength(JSON.stringify(value))]),
  );
  return Buffer.concat([head, ...puts]);
}

/** A text after its length, which has one byte below 128. */
function withLength(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 127) throw new RangeError(`A seeded item is too long: ${text}`);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

/** A whole record of a log: a masked checksum, the length, the type "full", and the data (doc/log_format.md). */
function logRecord(data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from([1]), data]);
  const head = Buffer.alloc(6);
  const sum = crc32c(typed);
  head.writeUInt32LE((((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0);
  head.writeUInt16LE(data.length, 4);
  return Buffer.concat([head, typed]);
}

/** The checksum of RFC 3720 (Castagnoli's polynomial, reflected). */
function crc32c(data: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0x82f63b78 : 0);
  }
  return ~sum >>> 0;
}
