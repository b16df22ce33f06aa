import { describe, expect, it } from 'vitest';
import { longestSessionMs } from '../../../../utils/domain/bounds/bounds.ts';
import {
  lastGranule,
  readHead,
  readPackets,
  soundGranule,
} from '../../../../utils/audio/recording/ogg-opus-reader.ts';
import type { OggFile } from '../../../../utils/audio/recording/ogg-opus-reader.ts';
import { noGranule, pageFlags, writePage } from '../../../../utils/audio/recording/ogg-page.ts';
import { byteOf } from '../../../../utils/audio/recording/ogg-seek.ts';
import { readPeaks } from '../../../../utils/audio/recording/read-peaks.ts';
import { packetsBetween } from '../../../../utils/audio/recording/read-stretch.ts';
import { createRecordingCheck } from '../../../../utils/history/import/recording-check.ts';

const tenGigabytes = 10_000_000_000;
const { signal } = new AbortController();

function page(granule: bigint, lacing: number[] = [], flags = 0): Uint8Array {
  const body = new Uint8Array(lacing.reduce((sum, each) => sum + each, 0));
  return writePage({ flags, granule, serial: 1, sequence: 1, lacing, body });
}

/** Bytes that only look like the beginning of a page, with so many lacing values of a size. */
function falsePage(...after: number[]): Uint8Array {
  return Uint8Array.from([0x4f, 0x67, 0x67, 0x53, 0, ...after]);
}

/** A file of ten gigabytes that repeats these bytes, and how often it was read. */
function repeated(bytes: Uint8Array) {
  const piece = new Uint8Array(2_000_000);
  for (let at = 0; at < piece.length; at += bytes.length) piece.set(bytes.subarray(0, piece.length - at), at);
  let reads = 0;
  const file: OggFile = {
    size: tenGigabytes,
    slice(from = 0, to = tenGigabytes) {
      reads += 1;
      const begin = from % bytes.length;
      return new Blob([piece.subarray(begin, begin + Math.min(to, tenGigabytes) - from)]);
    },
  };
  return { file, reads: () => reads };
}

async function countOf(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of items) count += 1;
  return count;
}

const silentDecoder = {
  createDecoder: () => ({
    configure: () => undefined,
    decode: () => undefined,
    flush: () => Promise.resolve(),
    close: () => undefined,
    addEventListener: () => undefined,
    state: 'configured' as const,
    decodeQueueSize: 0,
  }),
  createChunk: (init: EncodedAudioChunkInit) => init as unknown as EncodedAudioChunk,
};

const noPages: Record<string, Uint8Array> = {
  zeros: new Uint8Array(8),
  'the first letter of a page': Uint8Array.of(0x4f),
  'the name of a page': falsePage().subarray(0, 4),
  'beginnings of the greatest pages': falsePage(0xff, 0xff),
  'beginnings of great pages, further apart': falsePage(...Array<number>(11).fill(0xff)),
  'beginnings of pages that fit into what is read': falsePage(0x40, 0x40),
  'beginnings of small pages': falsePage(0x20, 0x20, 0x20, 0x20),
};

const pages: Record<string, Uint8Array> = {
  'pages that are all at the first sample': page(1n),
  'pages on which no packet ends': page(noGranule),
  'pages at a negative place': page(-5n),
  'pages at the last place that can be written': page(2n ** 63n - 1n),
  'pages of very many empty packets': page(1n, Array<number>(255).fill(0)),
  'pages of a packet that never ends': page(noGranule, Array<number>(255).fill(255), pageFlags.continued),
  'pages that go back in time': Uint8Array.from([...page(480_000n, [9]), ...page(1n, [9])]),
};

describe('a recording of ten gigabytes', () => {
  // A file or a disk may hold anything; what reads it shares a thread with the session that runs.
  it.each(Object.entries({ ...noPages, ...pages }))(
    'that holds %s is soon read where it is looked into',
    async (_, bytes) => {
      const { file, reads } = repeated(bytes);
      // A session's recording may have a thousand files.
      for (let part = 0; part < 20; part += 1) await lastGranule(file);
      expect(await lastGranule(file)).toBeLessThanOrEqual(longestSessionMs * 48);
      expect(await lastGranule(file)).toBeGreaterThanOrEqual(0);
      await readHead(file);
      for (const seconds of [0, 1, 1e6]) await byteOf(file, seconds);
      expect((await packetsBetween(file, { from: 1, to: 11 }, signal)).length).toBeLessThan(10_000);
      for (const stretch of [
        { from: 0, to: 10 },
        { from: 5, to: 1e6 },
      ])
        expect(await countOf(readPeaks(file, stretch, 20, silentDecoder, signal))).toBeLessThan(6000);
      expect(reads()).toBeLessThan(6000);
    },
  );

  it.each(Object.entries(noPages))(
    'that holds %s is given up at once where it is read from the beginning',
    async (_, bytes) => {
      const { file, reads } = repeated(bytes);
      expect(await soundGranule(file)).toBe(0);
      expect(await countOf(readPackets(file))).toBe(0);
      expect(reads()).toBeLessThan(6);
    },
  );

  it.each(Object.entries({ ...noPages, ...pages }))('that holds %s is refused by an import', (_, bytes) => {
    const check = createRecordingCheck();
    check.begin();
    expect(() => check.onSound(bytes)).toThrow();
  });
});
