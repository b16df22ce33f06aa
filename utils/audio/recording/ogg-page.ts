/*
 * A page of an Ogg file (RFC 3533, section 6):
 *
 *   0 "OggS"   4 version   5 flags   6 granule position (8)   14 serial (4)   18 sequence (4)   22 CRC (4)
 *   26 number of lacing values   27 the lacing values   then the body
 *
 * A packet is laced in segments of 255 bytes and one shorter one that ends it; a packet that does not end on its page goes on
 * on the next. Numbers are little-endian.
 */

const headBytes = 27;
const mostSegments = 255;

/** The length of the longest possible page, in bytes. */
export const greatestPage = headBytes + mostSegments + mostSegments * 255;

/** The flags of a page's header. */
export const pageFlags = { continued: 1, first: 2, last: 4 };

/** The granule position of a page on which no packet ends. */
export const noGranule = -1n;

export interface OggPage {
  /** A sum of {@link pageFlags}. */
  flags: number;
  /** The position of the last packet that ends on the page; {@link noGranule} where none does. */
  granule: bigint;
  serial: number;
  sequence: number;
  /** At most 255 values, see above. */
  lacing: readonly number[];
  body: Uint8Array;
}

/** The lacing values of a whole packet. */
export function lacingOf(bytes: number): number[] {
  return [...Array<number>(Math.floor(bytes / mostSegments)).fill(mostSegments), bytes % mostSegments];
}

/** @throws RangeError for more than 255 lacing values */
export function writePage({ flags, granule, serial, sequence, lacing, body }: OggPage): Uint8Array {
  if (lacing.length > mostSegments) throw new RangeError('a page has at most 255 segments');
  const page = new Uint8Array(headBytes + lacing.length + body.length);
  const view = new DataView(page.buffer);
  view.setUint32(0, 0x4f676753);
  view.setUint8(5, flags);
  view.setBigInt64(6, granule, true);
  view.setUint32(14, serial, true);
  view.setUint32(18, sequence, true);
  view.setUint8(26, lacing.length);
  page.set(lacing, headBytes);
  page.set(body, headBytes + lacing.length);
  view.setUint32(22, crcOf(page), true);
  return page;
}

/**
 * Parses the page that begins at an offset, and says where the next one begins; null where there is no complete and
 * undamaged page.
 */
export function readPage(bytes: Uint8Array, at: number): { page: OggPage; next: number } | null {
  if (bytes.length < at + headBytes) return null;
  if (!looksLikePage(bytes, at)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  const bodyAt = at + headBytes + view.getUint8(26);
  if (bytes.length < bodyAt) return null;
  const lacing = [...bytes.subarray(at + headBytes, bodyAt)];
  const next = bodyAt + lacing.reduce((sum, each) => sum + each, 0);
  if (bytes.length < next) return null;
  const unsigned = bytes.slice(at, next);
  unsigned.fill(0, 22, 26);
  if (crcOf(unsigned) !== view.getUint32(22, true)) return null;
  const page = {
    flags: view.getUint8(5),
    granule: view.getBigInt64(6, true),
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    lacing,
    body: bytes.subarray(bodyAt, next),
  };
  return { page, next };
}

/**
 * How many false page headers a search accepts before it gives up. In Opus data the capture pattern occurs once in four
 * thousand million bytes; in bytes made to be full of it, the checksums would take seconds.
 */
export const mostFalsePages = 16;

/** Whether the bytes at an offset begin like a page. */
export function looksLikePage(bytes: Uint8Array, at: number): boolean {
  return [0x4f, 0x67, 0x67, 0x53, 0].every((byte, index) => bytes[at + index] === byte);
}

/** The CRC table for the polynomial of RFC 3533, appendix A. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 0x80000000 ? (rest << 1) ^ 0x04c11db7 : rest << 1;
  return rest;
});

function crcOf(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = (crc << 8) ^ (remainders[((crc >>> 24) ^ byte) & 0xff] ?? 0);
  return crc >>> 0;
}
