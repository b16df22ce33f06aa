import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinBytes } from '../../../../utils/audio/recording/join-bytes.ts';
import { createOggOpusWriter } from '../../../../utils/audio/recording/ogg-opus-writer.ts';
import type { DecodingEdges } from '../../../../utils/audio/recording/decode-packets.ts';
import { readPeaks, type Peak } from '../../../../utils/audio/recording/read-peaks.ts';

const pageSeconds = 0.54;

/** A file of pages of 0.54 s, each of which has one level, a number from 0 to 255. */
function ogg(levels: readonly number[], packetBytes = 150): Blob {
  const writer = createOggOpusWriter({ serial: 1, preSkip: 312, sampleRate: 48_000 });
  const pages = levels.map((level) =>
    writer.pages(
      Array.from({ length: 9 }, () => ({ data: new Uint8Array(packetBytes).fill(level), samples: 2880 })),
    ),
  );
  return new Blob([joinBytes([writer.head(), ...pages])]);
}

/** A decoder whose packets have the level of their first byte; one of 255 is what it cannot decode. */
function decoding() {
  const world = { decoded: 0, isClosed: false };
  let fault: DOMException | null = null;
  const edges: DecodingEdges = {
    createDecoder: ({ output }) => ({
      state: 'configured',
      decodeQueueSize: 0,
      addEventListener: () => undefined,
      configure: () => undefined,
      decode(chunk) {
        const [level = 0] = (chunk as unknown as { data: Uint8Array }).data;
        world.decoded += 1;
        if (level === 255) fault = new DOMException('', 'EncodingError');
        output({
          numberOfFrames: 2880,
          copyTo: (to: Float32Array) => to.fill(-level / 255),
          close: () => undefined,
        } as unknown as AudioData);
      },
      flush: () => (fault ? Promise.reject(fault) : Promise.resolve()),
      close: () => void (world.isClosed = true),
    }),
    createChunk: (init) => init as unknown as EncodedAudioChunk,
  };
  return { world, edges };
}

async function peaks(
  file: Blob,
  { from = 0, to = Infinity, most = 1000, signal = new AbortController().signal } = {},
) {
  const { world, edges } = decoding();
  const found: Peak[] = [];
  for await (const peak of readPeaks(file, { from, to }, most, edges, signal)) found.push(peak);
  return { found, ...world, world };
}

const pageOf = (seconds: number) => Math.floor(seconds / pageSeconds + 1e-6);

/** The different levels of each page, from 0 to 255. */
const levelsByPage = (found: readonly Peak[]) =>
  [...Map.groupBy(found, ({ from }) => pageOf(from)).values()].map((peaksOfPage) => [
    ...new Set(peaksOfPage.map(({ level }) => Math.round(level * 255))),
  ]);

describe('the peaks of a recording', () => {
  it('are those of every page where there are few, in their places', async () => {
    const levels = fc.array(fc.integer({ min: 0, max: 254 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(levels, fc.integer({ min: 1, max: 1200 }), async (all, bytes) => {
        const { found, isClosed } = await peaks(ogg(all, bytes), { most: all.length });
        // A page is one peak, or one for each of its packets.
        expect(levelsByPage(found)).toEqual(all.map((level) => [level]));
        for (const [index, { from }] of found.entries())
          expect(from).toBeCloseTo(found[index - 1]?.to ?? 0, 6);
        expect(found.at(-1)?.to).toBeCloseTo(all.length * pageSeconds, 6);
        expect(isClosed).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('are no more than asked for in a long file, spread over all of it, and each in its place', async () => {
    const all = Array.from({ length: 6000 }, (_, index) => index % 255);
    const { found, decoded } = await peaks(ogg(all, 60), { most: 100 });
    expect(found.length).toBeGreaterThan(50);
    expect(found.length).toBeLessThanOrEqual(101);
    expect(decoded).toBeLessThanOrEqual(101 * 9);
    for (const { from, level } of found)
      expect(Math.round(level * 255)).toBe(all[Math.round(from / pageSeconds)]);
    expect(found.at(-1)?.to).toBeGreaterThan(0.95 * 6000 * pageSeconds);
  });

  it('of a stretch are those of its pages, wherever it lies', async () => {
    const all = Array.from({ length: 400 }, (_, index) => index % 255);
    const file = ogg(all);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 390 }),
        fc.integer({ min: 1, max: 9 }),
        async (first, count) => {
          const stretch = { from: (first + 0.5) * pageSeconds, to: (first + count + 0.5) * pageSeconds };
          const { found } = await peaks(file, stretch);
          const pages = [...new Set(found.map(({ from }) => pageOf(from)))];
          expect(pages).toEqual(Array.from({ length: count + 1 }, (_, index) => first + index));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are those of every packet where there is room for them', async () => {
    const { found } = await peaks(ogg([10, 200, 30]));
    expect(found).toHaveLength(27);
    expect(levelsByPage(found)).toEqual([[10], [200], [30]]);
    for (const { from, to } of found) expect(to - from).toBeCloseTo(0.06, 6);
  });

  it('are none of what is no Ogg, of headers alone, and of an empty file', async () => {
    for (const file of [new Blob([]), new Blob(['OOOO'.repeat(9000)]), ogg([])])
      expect((await peaks(file)).found).toEqual([]);
  });

  it('end where the file is cut, fail where it cannot be decoded, and stop when nobody looks any more', async () => {
    const file = ogg([1, 2, 3]);
    expect((await peaks(file.slice(0, file.size - 10))).found.at(-1)?.to).toBeCloseTo(2 * pageSeconds, 6);
    await expect(peaks(ogg([1, 255, 3]))).rejects.toMatchObject({ name: 'EncodingError' });
    await expect(peaks(file, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
