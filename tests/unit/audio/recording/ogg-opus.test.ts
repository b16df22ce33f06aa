import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinBytes } from '../../../../utils/audio/recording/join-bytes.ts';
import { lastGranule, readPages, soundGranule } from '../../../../utils/audio/recording/ogg-opus-reader.ts';
import { createOggOpusWriter } from '../../../../utils/audio/recording/ogg-opus-writer.ts';
import { noGranule, pageFlags, readPage, writePage } from '../../../../utils/audio/recording/ogg-page.ts';
import { packetsIn } from '../../../support/ogg.ts';

const options = { serial: 7, preSkip: 312, sampleRate: 48_000 };

/** Opus makes packets of 2.5 to 60 ms and of up to 1275 bytes for each 20 ms (RFC 6716, section 3.2); any size may be laced. */
const packet = fc.record({
  data: fc.oneof(
    { weight: 3, arbitrary: fc.uint8Array({ maxLength: 80 }) },
    fc.constantFrom(0, 1, 254, 255, 256, 509, 510, 511, 1275).map((length) => new Uint8Array(length).fill(9)),
    fc.integer({ min: 0, max: 140_000 }).map((length) => new Uint8Array(length).fill(length % 256)),
  ),
  samples: fc.constantFrom(120, 240, 480, 960, 1920, 2880),
});
const seconds = fc.array(fc.array(packet, { maxLength: 60 }), { maxLength: 4 });

/** A file of seconds, each with its packets, and the length of the file after each. */
function write(parts: readonly (readonly { data: Uint8Array; samples: number }[])[]) {
  const writer = createOggOpusWriter(options);
  const pieces = [writer.head(), ...parts.map((packets) => writer.pages(packets))];
  const bytes = joinBytes(pieces);
  const lengths = pieces.map((_, index) => joinBytes(pieces.slice(0, index + 1)).length);
  return { bytes, lengths, granule: writer.granule() };
}

async function pagesOf(bytes: Uint8Array<ArrayBuffer>) {
  const pages = [];
  for await (const page of readPages(new Blob([bytes]))) pages.push(page);
  return pages;
}

describe('an Ogg file of Opus', () => {
  it('gives back packets of any size, read in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(seconds, fc.integer({ min: 1, max: 200_000 }), async (parts, chunk) => {
        const { bytes } = write(parts);
        const read = await packetsIn(bytes, Math.max(chunk, bytes.length >> 8));
        expect(read.map((data) => data.length)).toEqual(parts.flat().map(({ data }) => data.length));
        expect(Buffer.compare(joinBytes(read), joinBytes(parts.flat().map(({ data }) => data)))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('says how far it is sound, whichever byte of it is damaged', async () => {
    await fc.assert(
      fc.asyncProperty(seconds, fc.nat(), fc.integer({ min: 1, max: 255 }), async (parts, place, change) => {
        const { bytes, lengths, granule } = write(parts);
        expect(await soundGranule(new Blob([bytes]))).toBe(granule);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        const before = lengths.filter((length) => length <= at).length;
        const soundUntil = before === 0 ? 0 : write(parts.slice(0, before - 1)).granule;
        const found = await soundGranule(new Blob([bytes]));
        expect(found).toBeGreaterThanOrEqual(soundUntil);
        expect(found).toBeLessThanOrEqual(granule);
        const isLastSecond = before > parts.length - 1;
        if (!isLastSecond) expect(found).toBeLessThanOrEqual(write(parts.slice(0, before)).granule);
      }),
      { numRuns: 60 },
    );
  });

  it('is read up to its last whole page, at whatever byte it is cut off', async () => {
    const small = fc.array(fc.array(packet, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(small, fc.double({ min: 0, max: 1, noNaN: true }), async (parts, share) => {
        const { bytes, lengths } = write(parts);
        const cut = Math.floor(share * bytes.length);
        const whole = lengths.filter((length) => length <= cut).length - 1;
        const read = await packetsIn(bytes.slice(0, cut));
        const kept = parts.slice(0, Math.max(0, whole)).flat();
        expect(read.length).toBeGreaterThanOrEqual(kept.length);
        expect(read.slice(0, kept.length).map(({ length }) => length)).toEqual(
          kept.map(({ data }) => data.length),
        );
      }),
    );
  });

  it('counts the samples up to the end of each page, and none where no packet ends on it', async () => {
    await fc.assert(
      fc.asyncProperty(seconds, async (parts) => {
        const { bytes, granule } = write(parts);
        const known = (await pagesOf(bytes)).map((page) => page.granule).filter((each) => each !== noGranule);
        expect(known).toEqual(known.toSorted((one, other) => Number(one - other)));
        expect(Number(known.at(-1))).toBe(granule);
        expect(await lastGranule(new Blob([bytes]))).toBe(granule);
      }),
      { numRuns: 60 },
    );
  });

  it('begins with the two headers of RFC 7845, each on a page of its own', async () => {
    const [head, tags] = await pagesOf(createOggOpusWriter(options).head());
    expect(head).toMatchObject({ flags: pageFlags.first, granule: 0n, serial: 7, sequence: 0 });
    const view = new DataView(head?.body.slice().buffer ?? expect.fail());
    expect(Buffer.from(head?.body ?? []).toString('latin1', 0, 8)).toBe('OpusHead');
    expect([view.getUint8(8), view.getUint8(9), view.getUint16(10, true), view.getUint32(12, true)]).toEqual([
      1, 1, 312, 48_000,
    ]);
    expect(tags).toMatchObject({ flags: 0, granule: 0n, sequence: 1 });
    expect(Buffer.from(tags?.body ?? []).toString('latin1', 0, 8)).toBe('OpusTags');
  });

  it('marks its last page, with packets and without', async () => {
    for (const packets of [[], [{ data: new Uint8Array(40), samples: 960 }]]) {
      const writer = createOggOpusWriter(options);
      const bytes = joinBytes([
        writer.head(),
        writer.pages([{ data: new Uint8Array(50), samples: 960 }]),
        writer.pages(packets, true),
      ]);
      const pages = await pagesOf(bytes);
      expect(pages.map(({ flags }) => flags)).toEqual([pageFlags.first, 0, 0, pageFlags.last]);
      expect(pages.at(-1)?.granule).toBe(BigInt(960 * (1 + packets.length)));
    }
  });

  it('has the check sum that RFC 3533 asks for', () => {
    const page = writePage({
      flags: 2,
      granule: 0n,
      serial: 1,
      sequence: 0,
      lacing: [],
      body: new Uint8Array(),
    });
    expect(new DataView(page.buffer).getUint32(22, true)).toBe(crcBitByBit(page));
  });

  it('is not read where a bit of a page is another one', () => {
    const { bytes } = write([[{ data: Uint8Array.from({ length: 40 }, (_, index) => index), samples: 960 }]]);
    const at = readPage(bytes, readPage(bytes, 0)?.next ?? 0)?.next ?? expect.fail();
    const bits = fc.integer({ min: at * 8, max: bytes.length * 8 - 1 });
    fc.assert(
      fc.property(bits, (bit) => {
        const damaged = bytes.slice();
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(readPage(damaged, at)).toBeNull();
      }),
    );
  });
});

/** The check sum by the definition, one bit after the other, over the page with zeros in place of its check sum. */
function crcBitByBit(page: Uint8Array): number {
  let crc = 0n;
  const unsigned = page.slice();
  unsigned.fill(0, 22, 26);
  for (const byte of unsigned) {
    crc ^= BigInt(byte) << 24n;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc << 1n) ^ (crc & 0x80000000n ? 0x104c11db7n : 0n);
  }
  return Number(crc);
}
