import type { OggFile } from './ogg-opus-reader.ts';
import { opusRate } from './ogg-opus-writer.ts';
import { looksLikePage, mostFalsePages, readPage, type OggPage } from './ogg-page.ts';

/** Bytes that are searched for a page; a page of a recording has about two thousand. */
export const windowBytes = 16_384;

/** Steps of the binary search for a place; twenty find a page in ten hours. */
const mostLooks = 20;

/** The first page with sound at a byte or after it, and its offset; null where there is none nearby. */
export async function pageFrom(
  file: OggFile,
  at: number,
): Promise<{ page: OggPage; at: number; next: number } | null> {
  const bytes = new Uint8Array(await file.slice(at, at + windowBytes).arrayBuffer());
  let falsePages = 0;
  for (let found = bytes.indexOf(0x4f); found >= 0; found = bytes.indexOf(0x4f, found + 1)) {
    if (!looksLikePage(bytes, found)) continue;
    const read = readPage(bytes, found);
    if (read && read.page.granule > 0n) return { page: read.page, at: at + found, next: at + read.next };
    if (!read) falsePages += 1;
    if (falsePages === mostFalsePages) break;
  }
  return null;
}

/** The offset of the page that contains a place, in seconds. */
export async function byteOf(file: OggFile, seconds: number): Promise<number> {
  let [low, high] = [0, file.size];
  for (let look = 0; look < mostLooks && high - low > windowBytes / 4; look += 1) {
    const middle = Math.floor((low + high) / 2);
    const found = await pageFrom(file, middle);
    if (found && Number(found.page.granule) / opusRate < seconds) low = found.at;
    else high = middle;
  }
  return low;
}

/** The packets that lie completely on a page. */
export function packetsOn({ lacing, body }: OggPage): Uint8Array[] {
  const packets: Uint8Array[] = [];
  let [from, to] = [0, 0];
  for (const bytes of lacing) {
    to += bytes;
    if (bytes === 255) continue;
    packets.push(body.slice(from, to));
    from = to;
  }
  return packets;
}
