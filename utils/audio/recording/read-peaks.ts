import type { OggToWavEdges } from './ogg-to-wav.ts';
import type { OggFile } from './ogg-opus-reader.ts';
import { readPage, type OggPage } from './ogg-page.ts';
import { opusRate } from './ogg-opus-writer.ts';

/** A short piece of a file's sound: where it lies, in seconds, and its greatest sample, 0 to 1. */
export interface Peak {
  from: number;
  to: number;
  level: number;
}

/** Bytes in which a page is looked for; a page of a recording has about two thousand. */
const windowBytes = 16_384;

/** Looks of the search for a place; each halves the rest, so that ten hours are found within a page. */
const mostLooks = 20;

/** The first page with sound that begins at a byte or after it, and where; null where there is none nearby. */
async function pageFrom(
  file: OggFile,
  at: number,
): Promise<{ page: OggPage; at: number; next: number } | null> {
  const bytes = new Uint8Array(await file.slice(at, at + windowBytes).arrayBuffer());
  for (let found = bytes.indexOf(0x4f); found >= 0; found = bytes.indexOf(0x4f, found + 1)) {
    const read = readPage(bytes, found);
    if (read && read.page.granule > 0n) return { page: read.page, at: at + found, next: at + read.next };
  }
  return null;
}

/** The byte from which the page with a place, in seconds, is found. */
async function byteOf(file: OggFile, seconds: number): Promise<number> {
  let [low, high] = [0, file.size];
  for (let look = 0; look < mostLooks && high - low > windowBytes / 4; look += 1) {
    const middle = Math.floor((low + high) / 2);
    const found = await pageFrom(file, middle);
    if (found && Number(found.page.granule) / opusRate < seconds) low = found.at;
    else high = middle;
  }
  return low;
}

/** The packets that lie on a page as a whole. */
function packetsOn({ lacing, body }: OggPage): Uint8Array[] {
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

function merged(pieces: readonly { samples: number; level: number }[]) {
  return {
    samples: pieces.reduce((sum, { samples }) => sum + samples, 0),
    level: pieces.reduce((most, { level }) => Math.max(most, level), 0),
  };
}

/**
 * The peaks of a stretch of a file, about so many at most, in the order of time: each is that of one page, of a short stretch
 * that of one packet, and of a long stretch only some pages are read, so that hours take as long as minutes. Every step waits, so that nothing is blocked.
 *
 * @throws DOMException where the browser cannot decode it, or the signal's reason
 */
export async function* readPeaks(
  file: OggFile,
  stretch: Pick<Peak, 'from' | 'to'>,
  most: number,
  { createDecoder, createChunk }: OggToWavEdges,
  signal: AbortSignal,
): AsyncGenerator<Peak> {
  let at = await byteOf(file, stretch.from);
  const step = ((await byteOf(file, stretch.to)) - at) / most;
  let pieces: { samples: number; level: number }[] = [];
  const decoder = createDecoder({
    output(data) {
      const sound = new Float32Array(data.numberOfFrames);
      data.copyTo(sound, { planeIndex: 0, format: 'f32-planar' });
      data.close();
      let level = 0;
      for (const sample of sound) level = Math.max(level, Math.abs(sample));
      pieces.push({ samples: sound.length, level: Math.min(1, level) });
    },
    error: () => undefined,
  });
  try {
    decoder.configure({ codec: 'opus', sampleRate: opusRate, numberOfChannels: 1 });
    for (;;) {
      const found = await pageFrom(file, at);
      signal.throwIfAborted();
      if (!found) return;
      pieces = [];
      for (const data of packetsOn(found.page))
        decoder.decode(createChunk({ type: 'key', timestamp: 0, data }));
      await decoder.flush();
      const all = merged(pieces);
      const to = Number(found.page.granule) / opusRate;
      let from = Math.max(0, to - all.samples / opusRate);
      if (from >= stretch.to) return;
      // A short stretch has room for each packet.
      const isShort = step * pieces.length < found.next - found.at;
      for (const { samples, level } of to > stretch.from ? (isShort ? pieces : [all]) : []) {
        const next = from + samples / opusRate;
        yield { from, to: next, level };
        from = next;
      }
      at = Math.floor(Math.max(found.next, found.at + step));
    }
  } finally {
    if (decoder.state !== 'closed') decoder.close();
  }
}
