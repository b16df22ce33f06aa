import type { DecodingEdges } from './decode-packets.ts';
import type { OggFile } from './ogg-opus-reader.ts';
import { byteOf, packetsOn, pageFrom, windowBytes } from './ogg-seek.ts';
import { opusRate } from './ogg-opus-writer.ts';

/** A short piece of a file's sound: where it lies, in seconds, and its greatest sample, 0 to 1. */
export interface Peak {
  from: number;
  to: number;
  level: number;
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
  { createDecoder, createChunk }: DecodingEdges,
  signal: AbortSignal,
): AsyncGenerator<Peak> {
  let at = await byteOf(file, stretch.from);
  const end = await byteOf(file, stretch.to);
  const step = (end - at) / most;
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
      // The byte is the last word, since a file's pages may say anything of their places.
      if (!found || found.at > end + windowBytes) return;
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
