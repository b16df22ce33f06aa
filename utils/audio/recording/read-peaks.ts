import type { DecodingEdges } from './decode-packets.ts';
import type { OggFile } from './ogg-opus-reader.ts';
import { byteOf, packetsOn, pageFrom, windowBytes } from './ogg-seek.ts';
import { opusRate } from './ogg-opus-writer.ts';

/** The peak of a short piece of a file: its place in seconds, and its greatest absolute sample, 0 to 1. */
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
 * Yields about `most` peaks of a part of a file, in order of time, without blocking: one for each packet of a short
 * part, one for each page of a longer one; of a very long part only some pages are read, so that hours take no longer
 * than minutes.
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
      // The offset decides whether the end is reached, because the granule positions of a damaged file may be anything.
      if (!found || found.at > end + windowBytes) return;
      pieces = [];
      for (const data of packetsOn(found.page))
        decoder.decode(createChunk({ type: 'key', timestamp: 0, data }));
      await decoder.flush();
      const all = merged(pieces);
      const to = Number(found.page.granule) / opusRate;
      let from = Math.max(0, to - all.samples / opusRate);
      if (from >= stretch.to) return;
      // In a short part every packet gets its own peak.
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
