import { longestSessionMs } from '../../domain/bounds/bounds.ts';
import { joinBytes } from './join-bytes.ts';
import { opusRate } from './ogg-opus-writer.ts';
import {
  greatestPage,
  looksLikePage,
  mostFalsePages,
  pageFlags,
  readPage,
  type OggPage,
} from './ogg-page.ts';

/** The members of a file that are read here. */
export type OggFile = Pick<Blob, 'size' | 'slice'>;

/** Bytes that are read at a time; more than the greatest page. */
const chunkBytes = 1 << 20;

/** Yields the pages of a file up to the first one that is incomplete or damaged; the file is read in chunks. */
export async function* readPages(file: OggFile, chunk = chunkBytes): AsyncGenerator<OggPage> {
  let bytes = new Uint8Array(0);
  let read = 0;
  let at = 0;
  for (;;) {
    const found = readPage(bytes, at);
    if (found) {
      at = found.next;
      yield found.page;
    } else if (read < file.size && bytes.length - at < greatestPage) {
      const more = new Uint8Array(await file.slice(read, read + chunk).arrayBuffer());
      const rest = bytes.subarray(at);
      bytes = new Uint8Array(rest.length + more.length);
      bytes.set(rest);
      bytes.set(more, rest.length);
      read += more.length;
      at = 0;
      if (more.length === 0) return;
    } else return;
  }
}

/** What an `OpusHead` says (RFC 7845, section 5.1); null for a file that does not begin with one. */
export async function readHead(file: OggFile): Promise<{ preSkip: number } | null> {
  const bytes = new Uint8Array(await file.slice(0, 512).arrayBuffer());
  const body = readPage(bytes, 0)?.page.body;
  return body && body.length >= 19 ? { preSkip: (body[10] ?? 0) + (body[11] ?? 0) * 256 } : null;
}

/** Yields the packets of an Ogg Opus file after its two headers, up to the last complete page. */
export async function* readPackets(file: OggFile, chunk?: number): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let headers = 2;
  for await (const { flags, lacing, body } of readPages(file, chunk)) {
    // A packet that began on the page before is dropped where this page does not continue it.
    if (!(flags & pageFlags.continued)) parts = [];
    let at = 0;
    for (const bytes of lacing) {
      parts.push(body.subarray(at, at + bytes));
      at += bytes;
      if (bytes === 255) continue;
      if (headers > 0) headers -= 1;
      else yield joinBytes(parts);
      parts = [];
    }
  }
}

/** The granule position up to which a file has no damaged page; 0 for a file without sound. */
export async function soundGranule(file: OggFile, chunk?: number): Promise<number> {
  let granule = 0;
  for await (const page of readPages(file, chunk)) granule = granuleOf(page) ?? granule;
  return granule;
}

/** The granule position at the end of a file, found in its last bytes; 0 for a file without sound. */
export async function lastGranule(file: OggFile): Promise<number> {
  const bytes = new Uint8Array(await file.slice(Math.max(0, file.size - 2 * greatestPage)).arrayBuffer());
  let falsePages = 0;
  for (let at = bytes.length - 1; at >= 0 && falsePages < mostFalsePages; at -= 1) {
    if (!looksLikePage(bytes, at)) continue;
    const found = readPage(bytes, at);
    if (!found) falsePages += 1;
    const granule = found && granuleOf(found.page);
    if (granule !== null) return granule;
  }
  return 0;
}

/** The greatest granule position that is accepted: that of the longest session. */
const latestGranule = (longestSessionMs / 1000) * opusRate;

/** The granule position of a page; null where no packet ends on it. */
function granuleOf({ granule }: OggPage): number | null {
  return granule < 0n ? null : Math.min(Number(granule), latestGranule);
}
