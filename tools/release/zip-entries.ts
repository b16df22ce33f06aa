import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  content: Buffer;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const deflated = 8;

/**
 * The files in an archive, in its order (PKWARE APPNOTE 6.3, sections 4.3.12 and 4.3.16; no ZIP64, no
 * encryption).
 *
 * @throws Error for bytes that are no such archive
 */
export function zipEntries(archive: Buffer): ZipEntry[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || archive.readUInt32LE(end) !== endSignature) throw new Error('this is no zip archive');
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (archive.readUInt32LE(at) !== entrySignature) throw new Error('the list of the archive is broken');
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    entries.push({ name, content: contentOf(archive, at) });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function contentOf(archive: Buffer, entryAt: number): Buffer {
  const start = archive.readUInt32LE(entryAt + 42);
  const dataAt = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
  const data = archive.subarray(dataAt, dataAt + archive.readUInt32LE(entryAt + 20));
  return archive.readUInt16LE(entryAt + 10) === deflated ? inflateRawSync(data) : data;
}
