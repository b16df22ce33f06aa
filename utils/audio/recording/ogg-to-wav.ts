import { abortable } from '../../async/abortable.ts';
import { lastGranule, readHead, readPackets, type OggFile } from './ogg-opus-reader.ts';
import { opusRate } from './ogg-opus-writer.ts';
import { packetMs } from './opus-encoder.ts';

/** The members of the browser's decoder that are used here. */
export type AudioDecoderLike = Pick<
  AudioDecoder,
  'configure' | 'decode' | 'flush' | 'close' | 'state' | 'decodeQueueSize' | 'addEventListener'
>;

export interface OggToWavEdges {
  createDecoder(init: AudioDecoderInit): AudioDecoderLike;
  createChunk(init: EncodedAudioChunkInit): EncodedAudioChunk;
}

/** Packets that are decoded at a time, which bounds the memory. */
const mostQueued = 100;

/** Samples in one piece of the file: a minute, after which the browser may put it on the disk. */
const pieceSamples = 60 * opusRate;

/** The greatest length of a WAV file, whose lengths have 32 bits. */
const mostBytes = 2 ** 32 - 1;

/**
 * Decodes an Ogg file of mono Opus into a WAV file of 16 bits at 48 kHz, in pieces, so that hours fit.
 *
 * @throws RangeError for more than twelve hours, which WAV cannot hold
 * @throws DOMException where the browser cannot decode it, or the signal's reason
 */
export async function oggToWav(
  file: OggFile,
  { createDecoder, createChunk }: OggToWavEdges,
  signal: AbortSignal,
): Promise<Blob> {
  const skip = (await readHead(file))?.preSkip ?? 0;
  if ((await lastGranule(file)) * 2 + 44 > mostBytes) throw new RangeError('too long for a WAV file');
  const pieces: Blob[] = [];
  let piece: Int16Array<ArrayBuffer>[] = [];
  let inPiece = 0;
  let left = skip;
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);

  function endPiece(): void {
    pieces.push(new Blob(piece));
    piece = [];
    inPiece = 0;
  }

  const decoder = createDecoder({
    output(data) {
      const sound = new Float32Array(data.numberOfFrames);
      data.copyTo(sound, { planeIndex: 0, format: 'f32-planar' });
      data.close();
      const samples = Int16Array.from(sound.subarray(left), (each) =>
        Math.round(Math.min(1, Math.max(-1, each)) * 0x7fff),
      );
      left = Math.max(0, left - sound.length);
      piece.push(samples);
      inPiece += samples.length;
      if (inPiece >= pieceSamples) endPiece();
    },
    error: failed.reject,
  });
  try {
    decoder.configure({ codec: 'opus', sampleRate: opusRate, numberOfChannels: 1 });
    let timestamp = 0;
    for await (const data of readPackets(file)) {
      signal.throwIfAborted();
      while (decoder.decodeQueueSize > mostQueued) {
        const freed = Promise.withResolvers<void>();
        decoder.addEventListener('dequeue', () => freed.resolve(), { once: true });
        await abortable(Promise.race([freed.promise, failed.promise]), signal);
      }
      decoder.decode(createChunk({ type: 'key', timestamp, data: data.slice() }));
      timestamp += packetMs * 1000;
    }
    await abortable(Promise.race([decoder.flush(), failed.promise]), signal);
  } finally {
    try {
      decoder.close();
    } catch {
      // A decoder that has failed is closed already.
    }
  }
  endPiece();
  const bytes = pieces.reduce((sum, { size }) => sum + size, 0);
  return new Blob([wavHead(bytes), ...pieces], { type: 'audio/wav' });
}

/** The header of a WAV file of mono sound (RIFF, PCM of 16 bits). */
function wavHead(bytes: number): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(44);
  const view = new DataView(head.buffer);
  for (const [at, name] of [
    [0, 0x52494646],
    [8, 0x57415645],
    [12, 0x666d7420],
    [36, 0x64617461],
  ] as const)
    view.setUint32(at, name);
  view.setUint32(4, 36 + bytes, true);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, opusRate, true);
  view.setUint32(28, opusRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  view.setUint32(40, bytes, true);
  return head;
}
